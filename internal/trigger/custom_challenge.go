package trigger

import "github.com/cognate-id/cognate/internal/userpool/hook"

// round is an entry of the session member of the three triggers of custom
// authentication.
type round struct {
	Challenge string  `json:"challengeName"`
	Result    bool    `json:"challengeResult"`
	Metadata  *string `json:"challengeMetadata"`
}

// roundsOf gives the rounds so far; none are an empty array.
func roundsOf(session []hook.Round) []round {
	out := make([]round, 0, len(session))
	for _, r := range session {
		out = append(out, round(r))
	}
	return out
}
