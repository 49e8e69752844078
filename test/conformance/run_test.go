package conformance

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/crypto/totp"
	"github.com/cognate-id/cognate/internal/pooltest"
)

// A run is one script on its way through a target.
type run struct {
	t       *testing.T
	dir     string // of the service
	service *awsproto.Service
	target  *target
	vars    variables
	skips   *skips

	operation *awsproto.Operation // of the answer that is not yet judged
	answer    answer
	user      *srp.Client
	keys      *pooltest.Authenticator
	seen      map[string]bool // operations and errors that were answered as expected
}

// steps runs steps in order and stops at the first that fails.
func (r *run) steps(steps []step) {
	r.t.Helper()
	for _, s := range steps {
		if r.operation != nil && s.verb != "<" && s.verb != "!" {
			r.t.Fatalf("%s: nothing is said of the answer to %s before", s.at, r.operation.Name)
		}
		if err := r.step(s); err != nil && (strings.HasPrefix(s.at, "common: ") || strings.HasPrefix(s.at, "tokens: ")) {
			r.t.Errorf("%s: %v", s.at, err) // these do not build on each other
		} else if err != nil {
			r.t.Fatalf("%s: %v", s.at, err)
		}
	}
}

func (r *run) step(s step) error {
	switch s.verb {
	case ">":
		return r.send(s.rest)
	case "<":
		return r.succeeds(s.rest)
	case "!":
		return r.fails(s.rest)
	case "setup":
		prepared, err := readScript(filepath.Join(r.dir, "setup", s.rest+".txt"))
		if err != nil {
			return err
		}
		r.steps(prepared.steps)
		return nil
	case "claims":
		return r.claims(s.rest)
	case "function":
		name, rest, _ := strings.Cut(s.rest, " ")
		value, err := r.json(rest)
		if err != nil {
			return err
		}
		response, ok := value.(map[string]any)
		if !ok {
			return errors.New("a function answers an object")
		}
		r.target.functions.say(name, response)
		return nil
	}
	rest, err := r.vars.expand(s.rest)
	if err != nil {
		return err
	}
	return r.command(s.verb, strings.Fields(rest))
}

// command runs a step that is words only.
func (r *run) command(verb string, words []string) error {
	switch {
	case verb == "set" && len(words) >= 2:
		r.vars[words[0]] = strings.Join(words[1:], " ")
	case verb == "unset" && len(words) > 0:
		for _, name := range words {
			delete(r.vars, name)
		}
	case verb == "hash" && len(words) == 4:
		mac := hmac.New(sha256.New, []byte(words[1]))
		mac.Write([]byte(words[2] + words[3]))
		r.vars[words[0]] = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	case verb == "advance" && len(words) == 1:
		d, err := time.ParseDuration(words[0])
		if err != nil {
			return err
		}
		r.target.Clock.Advance(d)
	case verb == "code" && len(words) == 2:
		return r.code(words[0], words[1])
	case verb == "sent" && len(words) == 2:
		if got := len(r.messages(words[0])); strconv.Itoa(got) != words[1] {
			return fmt.Errorf("%d messages went to %s, want %s", got, words[0], words[1])
		}
	case verb == "totp" && len(words) == 2:
		secret, err := totp.ParseSecret(words[1])
		if err != nil {
			return err
		}
		r.vars[words[0]] = secret.Code(totp.Step(r.target.Clock.Now()))
	case verb == "srp" && len(words) == 2:
		return r.srp(words[0], words[1])
	case verb == "passkey" && len(words) > 0:
		return r.passkey(words[0], words[1:])
	case verb == "device" && len(words) == 1 && words[0] == "new":
		return r.newDevice()
	default:
		return fmt.Errorf("there is no step %s with %d words", verb, len(words))
	}
	return nil
}

func (r *run) json(text string) (any, error) {
	value, err := decode(text)
	if err != nil {
		return nil, err
	}
	return r.vars.fill(value)
}

// send sends a request and keeps the answer for the next step.
func (r *run) send(text string) error {
	name, body, _ := strings.Cut(text, " ")
	r.operation = r.service.Operation(name)
	if r.operation == nil {
		return fmt.Errorf("there is no operation %s", name)
	}
	value, err := r.json(body)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	if err := json.NewEncoder(&raw).Encode(value); err != nil {
		return err
	}
	// No two requests come at the same millisecond: the newest message is one message.
	r.target.Clock.Advance(time.Millisecond)
	r.answer, err = r.target.call(r.t, r.service.TargetPrefix, name, raw.Bytes())
	return err
}

func (r *run) succeeds(pattern string) error {
	name := r.operation.Name
	r.operation = nil
	if r.answer.status != http.StatusOK {
		return fmt.Errorf("%s answered %d %s: %s", name, r.answer.status, r.answer.code, r.answer.message)
	}
	r.seen[name] = true
	want, err := decode(pattern)
	if err != nil {
		return err
	}
	// Operations without an output answer an empty body, which SDKs read as an empty object.
	got := r.answer.body
	if got == nil {
		got = map[string]any{}
	}
	return r.vars.match(name, want, got)
}

func (r *run) fails(text string) error {
	op := r.operation
	r.operation = nil
	code, message, _ := strings.Cut(text, " ")
	if r.answer.status == http.StatusOK {
		return fmt.Errorf("%s answered %s, want %s", op.Name, show(r.answer.body), code)
	}
	if !op.Declares(r.answer.code) && r.answer.code != r.service.ViolationCode && !r.skips.undeclared[op.Name+" "+r.answer.code] {
		return fmt.Errorf("%s answered %s, which its model does not declare: %s", op.Name, r.answer.code, r.answer.message)
	}
	want, err := r.vars.expand(strings.ReplaceAll(message, `\n`, "\n"))
	if err != nil {
		return err
	}
	if r.answer.code != code || r.answer.status != http.StatusBadRequest {
		return fmt.Errorf("%s answered %d %s: %s\nwant 400 %s: %s", op.Name, r.answer.status, r.answer.code, r.answer.message, code, want)
	}
	if r.answer.message != want && (want != "*" || r.answer.message == "") {
		return fmt.Errorf("%s answered %s\n%q, want\n%q", op.Name, code, r.answer.message, want)
	}
	r.seen[op.Name+" "+code] = true
	return nil
}

// messages are those of the script's pool to an address; several scripts share a server.
func (r *run) messages(to string) (codes []string) {
	for _, m := range r.target.Outbox.Messages(to) {
		if m.Pool == fmt.Sprint(r.vars["pool"]) {
			codes = append(codes, m.Code)
		}
	}
	return codes
}

func (r *run) code(name, to string) error {
	codes := r.messages(to)
	if len(codes) == 0 || codes[len(codes)-1] == "" {
		return fmt.Errorf("no code went to %s", to)
	}
	r.vars[name] = codes[len(codes)-1]
	return nil
}

func (r *run) claims(text string) error {
	token, pattern, _ := strings.Cut(text, " ")
	token, err := r.vars.expand(token)
	if err != nil {
		return err
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return fmt.Errorf("a JWT has three parts, not %d", len(parts))
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return err
	}
	got, err := decode(string(raw))
	if err != nil {
		return err
	}
	want, err := decode(pattern)
	if err != nil {
		return err
	}
	return r.vars.match("claims", want, got)
}

func (r *run) srp(action, argument string) (err error) {
	_, name, _ := strings.Cut(fmt.Sprint(r.vars["pool"]), "_")
	switch action {
	case "begin":
		if r.user, err = srp.NewClient(rand.Reader, name, argument); err != nil {
			return err
		}
		r.vars["SRP_A"] = r.user.A().Text(16)
		return nil
	case "device":
		if r.user, err = srp.NewClient(rand.Reader, fmt.Sprint(r.vars["DEVICE_GROUP_KEY"]), argument); err != nil {
			return err
		}
		r.vars["SRP_A"] = r.user.A().Text(16)
		return nil
	case "sign":
		if id, ok := r.vars["USER_ID_FOR_SRP"]; ok {
			r.user = r.user.As(fmt.Sprint(id))
		}
		return r.sign(argument)
	}
	return fmt.Errorf("srp begins, devices or signs, not %s", action)
}

func (r *run) sign(password string) error {
	key, err := r.user.Key(fmt.Sprint(r.vars["SRP_B"]), fmt.Sprint(r.vars["SALT"]), password)
	if err != nil {
		return err
	}
	block, err := base64.StdEncoding.DecodeString(fmt.Sprint(r.vars["SECRET_BLOCK"]))
	if err != nil {
		return err
	}
	at := srp.FormatTimestamp(r.target.Clock.Now())
	r.vars["TIMESTAMP"] = at
	r.vars["SIGNATURE"] = base64.StdEncoding.EncodeToString(r.user.Sign(key, block, at))
	return nil
}

func (r *run) newDevice() error {
	password, verifier, err := srp.NewDeviceVerifier(rand.Reader, fmt.Sprint(r.vars["DEVICE_GROUP_KEY"]), fmt.Sprint(r.vars["DEVICE_KEY"]))
	if err != nil {
		return err
	}
	r.vars["DEVICE_PASSWORD"] = password
	// Clients encode numbers as Java does: a leading zero byte keeps the sign positive.
	r.vars["DEVICE_SALT"] = base64.StdEncoding.EncodeToString(verifier.Salt)
	r.vars["DEVICE_VERIFIER"] = base64.StdEncoding.EncodeToString(append([]byte{0}, verifier.V...))
	return nil
}

// passkey lets an authenticator in software act: make a passkey for a relying party, claim something else, register
// with $OPTIONS into $CREDENTIAL, or sign in with the text $REQUEST into $CREDENTIAL.
func (r *run) passkey(action string, words []string) error {
	switch {
	case action == "new" && len(words) == 1:
		r.keys = pooltest.NewAuthenticator(r.t, words[0])
	case action == "origin" && len(words) == 1:
		r.keys.Origin = words[0]
	case action == "party" && len(words) == 1:
		r.keys.RelyingParty = words[0]
	case action == "format" && len(words) == 1:
		r.keys.Format = words[0]
	case action == "register" && len(words) == 0:
		credential, err := decode(string(r.keys.Register([]byte(show(r.vars["OPTIONS"])))))
		r.vars["CREDENTIAL"] = credential
		return err
	case action == "assert" && len(words) == 0:
		r.vars["CREDENTIAL"] = r.keys.Assert(fmt.Sprint(r.vars["REQUEST"]))
	default:
		return fmt.Errorf("there is no passkey %s with %d words", action, len(words))
	}
	return nil
}
