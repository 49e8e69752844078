package hostedui

import (
	"encoding/base64"
	"encoding/json"
	"time"
)

// state is a sign-in, sign-up or recovery between two forms of it.
type state struct {
	Step     string            `json:"s"` // a challenge, or one of the steps below
	Name     string            `json:"n"` // what the user typed
	Session  string            `json:"t,omitempty"`
	Params   map[string]string `json:"p,omitempty"`
	Options  []string          `json:"o,omitempty"` // what there is to choose from
	Seed     string            `json:"k,omitempty"` // of an authenticator app that is being set up
	Choice   bool              `json:"c,omitempty"` // the sign-in began with the name alone
	Expires  time.Time         `json:"e"`
	Delivery *delivery         `json:"d,omitempty"`
}

// delivery is where a code went.
type delivery struct {
	Medium string `json:"m"`
	To     string `json:"t"`
}

// Steps that are no challenges.
const (
	stepConfirm = "confirm"
	stepReset   = "reset"
	stepTOTP    = "totp"  // an authenticator app is shown its seed
	stepEmail   = "email" // an address is asked for
	stepPhone   = "phone"
)

// stateLife bounds a form that waits; a Session within it ends earlier.
const stateLife = time.Hour

// seal writes a state into a form. It is worth nothing in another browser, at
// another pool or for another client.
func (v *visit) seal(s state) (string, error) {
	s.Expires = v.pages.deps.Now().Add(stateLife)
	b, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(v.pages.deps.Opaque.Seal(b, v.stateAAD())), nil
}

// open reads the state of the form; ok is false for one that is not ours or
// has waited too long.
func (v *visit) open() (s state, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(v.value("state"))
	if err != nil {
		return s, false
	}
	b, err := v.pages.deps.Opaque.Open(sealed, v.stateAAD())
	if err != nil || json.Unmarshal(b, &s) != nil {
		return state{}, false
	}
	return s, v.pages.deps.Now().Before(s.Expires)
}

func (v *visit) stateAAD() []byte {
	return []byte("cognate page state v1\x00" + string(v.auth.Pool.ID) + "\x00" + string(v.auth.Client.ID) + "\x00" + v.token)
}
