package signin

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/message"
)

// facts are what is known of an attempt and survives in the Session.
type facts struct {
	ID      string // random; spent when the pending challenge is answered
	Pool    userpool.PoolID
	Client  userpool.ClientID
	Sub     userpool.Sub // of the user, or a stand-in for an unknown one
	Name    string       // as typed
	Unknown bool         // no such user, and the client hides that
	Flow    string
	Step    string // the challenge that was posed last
	Expires time.Time
	Hosted  bool

	First    userpool.Factor // the first factor that is proved, "" before
	Chosen   userpool.Factor // the first factor that will be asked for
	HasSRPA  bool            // the client's SRP_A waits in the SECRET_BLOCK
	Password string          // fingerprint of the password that was proved
	AMR      []string        // methods proved, in order
	Attached bool            // passkey is a platform authenticator

	NewPassword bool            // NEW_PASSWORD_REQUIRED is behind us
	MFA         userpool.Factor // the second factor that is proved, "" before
	MFAChosen   userpool.Factor // answer to SELECT_MFA_TYPE
	Setup       userpool.Factor // answer to MFA_SETUP
	SetupSeed   string          // TOTP seed of AssociateSoftwareToken
	SetupDone   bool            // VerifySoftwareToken succeeded
	SetupStep   int64           // the TOTP step it used up
	SetupName   string          // FriendlyDeviceName

	DeviceKey    string // as the client gave it, of a device that is known
	DeviceHasA   bool   // DEVICE_SRP_AUTH is answered
	DeviceProved bool

	Code    string // one-time code that was sent
	CodeTo  string // address it went to
	Passkey string // challenge of a WEB_AUTHN ceremony

	Rounds     []hook.Round      // CUSTOM_AUTH history
	Private    map[string]string // private challenge parameters
	RoundMeta  *string           // challengeMetadata of the pending round
	DefineNext string            // what Define asked for
	CustomDone bool              // Define issued tokens

	Want userpool.Factor // second factor that TARGET_ACR_VALUES demand
}

// attempt is the facts together with what they refer to and what this request
// brought and will write.
type attempt struct {
	facts
	pool   *userpool.Pool
	client *userpool.Client
	user   *userpool.User // nil if Unknown
	device *userpool.Device
	keys   []userpool.Passkey
	srp    srpState

	metadata   map[string]string // ClientMetadata of this request
	validation map[string]string // ClientMetadata of InitiateAuth
	peer       Peer
	spent      string // session id that this request's answer spends
	spentUntil time.Time

	counters []counted
	changes  []func(*userpool.User) error
	writes   []func(Store) error
	messages []userpool.Message
	sends    []message.Request
}

// counted is a proof that was given, for the user's failure counters.
type counted struct {
	kind userpool.CounterKind
	ok   bool
}

// srpState is what a SECRET_BLOCK carries besides the facts.
type srpState struct {
	clientA string // hex
	server  []byte
}

// subject is the key of the user's counters. Unknown users have counters of
// their own, so that a lock tells nothing.
func (a *attempt) subject() userpool.Sub { return a.Sub }

// username is what goes into USER_ID_FOR_SRP and USERNAME. For an unknown user
// it has the form that a known one's would have: a UUID where names are
// addresses, else the name as typed.
func (a *attempt) username() string {
	if a.user != nil {
		return string(a.user.Username)
	}
	address := account.IsEmail(a.Name) || account.IsPhone(a.Name)
	if a.pool.UsesUsernameAttributes() || address && len(a.pool.AliasAttributes) > 0 {
		return string(a.Sub)
	}
	return a.Name
}

// change alters the user now, for what this request still says of it, and
// again on the row as it is when the transaction runs.
func (a *attempt) change(fn func(*userpool.User) error) error {
	c := *a.user
	c.Attributes = a.user.Attributes.Clone()
	if err := fn(&c); err != nil {
		return err
	}
	a.user = &c
	a.changes = append(a.changes, fn)
	return nil
}

// write adds to what the request's transaction does.
func (a *attempt) write(fn func(Store) error) { a.writes = append(a.writes, fn) }

// proved notes a proof and the method it was given by (an amr value).
func (a *attempt) proved(kind userpool.CounterKind, amr string) {
	if kind != "" {
		a.counters = append(a.counters, counted{kind, true})
	}
	if amr != "" && !slices.Contains(a.AMR, amr) {
		a.AMR = append(a.AMR, amr)
	}
}

// fingerprint identifies a credential without telling it. A Session in which
// a password was proved dies with that password.
func fingerprint(c userpool.Credential) string {
	h := sha256.New()
	h.Write(c.Salt)
	h.Write(c.Verifier)
	h.Write([]byte(c.Hash))
	return base64.RawStdEncoding.EncodeToString(h.Sum(nil)[:9])
}

// event is the attempt as the pool's functions see it.
func (a *attempt) event(source hook.Source) hook.Event {
	e := hook.Event{Pool: a.pool, Client: a.client.ID, Source: source, User: a.user,
		UserName: a.Name, Metadata: a.metadata, NotFound: a.Unknown}
	if a.user != nil {
		e.UserName = string(a.user.Username)
	}
	return e
}
