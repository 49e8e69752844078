package hostedui_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cognate-id/cognate/cognatetest"
)

// riddle is the functions of a pool that asks a riddle, twice if need be.
func riddle(w http.ResponseWriter, r *http.Request) {
	type request struct {
		Session []struct {
			Result bool `json:"challengeResult"`
		} `json:"session"`
		Answer string `json:"challengeAnswer"`
	}
	var event struct {
		Trigger string  `json:"triggerSource"`
		Request request `json:"request"`
	}
	body, err := io.ReadAll(r.Body)
	whole := map[string]any{}
	if err != nil || json.Unmarshal(body, &event) != nil || json.Unmarshal(body, &whole) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	rounds := event.Request.Session
	switch event.Trigger {
	case "DefineAuthChallenge_Authentication":
		solved := len(rounds) > 0 && rounds[len(rounds)-1].Result
		whole["response"] = map[string]any{"challengeName": "CUSTOM_CHALLENGE", "issueTokens": solved, "failAuthentication": !solved && len(rounds) > 1}
	case "CreateAuthChallenge_Authentication":
		whole["response"] = map[string]any{"publicChallengeParameters": map[string]string{"riddle": "<b>What has keys?</b>"},
			"privateChallengeParameters": map[string]string{"answer": "a piano"}}
	case "VerifyAuthChallengeResponse_Authentication":
		whole["response"] = map[string]any{"answerCorrect": event.Request.Answer == "a piano"}
	}
	_ = json.NewEncoder(w).Encode(whole)
}

func TestCustomChallenge(t *testing.T) {
	t.Parallel()
	hook := httptest.NewServer(http.HandlerFunc(riddle))
	t.Cleanup(hook.Close)
	arn := "arn:aws:lambda:us-east-1:123456789012:function:riddle"
	w := start(t, map[string]any{"LambdaConfig": map[string]any{"DefineAuthChallenge": arn, "CreateAuthChallenge": arn, "VerifyAuthChallengeResponse": arn}},
		map[string]any{"ExplicitAuthFlows": []string{"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}, nil,
		cognatetest.Functions("riddle="+hook.URL))
	w.addUser("ann", true)
	for _, answers := range [][]string{{"a piano"}, {"a map", "a piano"}, {"a map", "a lock"}} {
		w.fresh()
		w.get(w.address("/login"))
		w.send(map[string]string{"username": "ann"})
		for _, a := range answers {
			w.heading("Answer a question")
			if got := w.at.text("facts"); got != "riddle<b>What has keys?</b>" {
				t.Errorf("the page asks %q", got)
			}
			w.send(map[string]string{"answer": a})
		}
		if answers[len(answers)-1] == "a piano" {
			w.code()
		} else {
			w.heading("Sign in")
			w.problem("Incorrect username or password.")
		}
	}
}
