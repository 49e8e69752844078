package signin

import (
	"encoding/base64"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// The additional data keeps sealed strings of different uses apart: a
// SECRET_BLOCK is no Session and a Session no refresh token.
var (
	sessionAAD = []byte("cognate sign-in session v1")
	blockAAD   = []byte("cognate srp secret block v1")
)

// Bounds of what is decoded, in characters.
const (
	maxSession = 4096
	maxBlock   = 8192
)

// seal writes the facts as a Session.
func (s *Service) seal(f *facts) string {
	return base64.RawURLEncoding.EncodeToString(s.deps.Opaque.Seal(encode(f).JSON(), sessionAAD))
}

// open reads a Session that this installation made and that has not expired.
func (s *Service) open(session string) (*facts, error) {
	if len(session) > maxSession {
		return nil, invalidSession()
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(session)
	if err != nil {
		return nil, invalidSession()
	}
	return s.unseal(sealed, sessionAAD)
}

func (s *Service) unseal(sealed, aad []byte) (*facts, error) {
	b, err := s.deps.Opaque.Open(sealed, aad)
	if err != nil {
		return nil, invalidSession()
	}
	c, err := claims.Parse(b)
	if err != nil {
		return nil, invalidSession().Because(err)
	}
	f, err := decode(c)
	if err != nil {
		return nil, invalidSession().Because(err)
	}
	if !s.deps.Now().Before(f.Expires) {
		return nil, expiredSession()
	}
	return f, nil
}

// sealBlock writes the SECRET_BLOCK: the SRP state together with the facts, so
// that a verifier may be answered without a Session.
func (s *Service) sealBlock(f *facts, st srpState) string {
	c := encode(f)
	c.Put("srpA", st.clientA)
	c.Put("srpB", base64.RawStdEncoding.EncodeToString(st.server))
	return base64.StdEncoding.EncodeToString(s.deps.Opaque.Seal(c.JSON(), blockAAD))
}

// openBlock reads a SECRET_BLOCK. Every failure is the wrong password that
// Cognito answers; a late one is an expired Session.
func (s *Service) openBlock(block string) (*facts, srpState, error) {
	var st srpState
	if len(block) > maxBlock {
		return nil, st, userpool.WrongPassword()
	}
	sealed, err := base64.StdEncoding.Strict().DecodeString(block)
	if err != nil {
		return nil, st, userpool.WrongPassword()
	}
	b, err := s.deps.Opaque.Open(sealed, blockAAD)
	if err != nil {
		return nil, st, userpool.WrongPassword()
	}
	c, err := claims.Parse(b)
	if err != nil {
		return nil, st, userpool.WrongPassword().Because(err)
	}
	f, err := decode(c)
	if err != nil {
		return nil, st, userpool.WrongPassword().Because(err)
	}
	if !s.deps.Now().Before(f.Expires) {
		return nil, st, expiredSession()
	}
	st.clientA = c.String("srpA")
	st.server, err = base64.RawStdEncoding.DecodeString(c.String("srpB"))
	return f, st, err
}

// encode writes what is set under short names: a Session must fit into 2,048
// characters.
func encode(f *facts) *claims.Set {
	c := &claims.Set{}
	c.Put("i", f.ID)
	c.Put("p", string(f.Pool))
	c.Put("c", string(f.Client))
	c.Put("u", string(f.Sub))
	c.Put("n", f.Name)
	c.Put("f", f.Flow)
	c.Put("s", f.Step)
	c.PutInt("e", f.Expires.UnixMilli())
	flag := func(name string, v bool) {
		if v {
			c.PutBool(name, true)
		}
	}
	flag("x", f.Unknown)
	flag("h", f.Hosted)
	c.PutNonEmpty("1", string(f.First))
	c.PutNonEmpty("ch", string(f.Chosen))
	flag("a", f.HasSRPA)
	c.PutNonEmpty("pw", f.Password)
	if len(f.AMR) > 0 {
		c.PutStrings("am", f.AMR)
	}
	flag("at", f.Attached)
	flag("np", f.NewPassword)
	c.PutNonEmpty("2", string(f.MFA))
	c.PutNonEmpty("mc", string(f.MFAChosen))
	c.PutNonEmpty("ms", string(f.Setup))
	c.PutNonEmpty("ss", f.SetupSeed)
	flag("sd", f.SetupDone)
	if f.SetupStep != 0 {
		c.PutInt("st", f.SetupStep)
	}
	c.PutNonEmpty("sn", f.SetupName)
	c.PutNonEmpty("dk", f.DeviceKey)
	flag("da", f.DeviceHasA)
	flag("dp", f.DeviceProved)
	c.PutNonEmpty("k", f.Code)
	c.PutNonEmpty("kt", f.CodeTo)
	c.PutNonEmpty("wa", f.Passkey)
	encodeRounds(c, f)
	c.PutNonEmpty("dn", f.DefineNext)
	flag("cd", f.CustomDone)
	c.PutNonEmpty("w", string(f.Want))
	return c
}

func encodeRounds(c *claims.Set, f *facts) {
	if len(f.Rounds) > 0 {
		var rounds []*claims.Set
		for _, r := range f.Rounds {
			o := &claims.Set{}
			o.Put("n", r.Challenge)
			o.PutBool("r", r.Result)
			if r.Metadata != nil {
				o.Put("m", *r.Metadata)
			}
			rounds = append(rounds, o)
		}
		c.PutObjects("r", rounds)
	}
	if f.Private != nil {
		c.PutObject("pp", claims.FromStringMap(f.Private))
	}
	if f.RoundMeta != nil {
		c.Put("rm", *f.RoundMeta)
	}
}

func decode(c *claims.Set) (*facts, error) {
	exp, ok := c.Int("e")
	if !ok || c.String("i") == "" {
		return nil, errors.New("session without id or end")
	}
	f := &facts{
		ID: c.String("i"), Pool: userpool.PoolID(c.String("p")), Client: userpool.ClientID(c.String("c")),
		Sub: userpool.Sub(c.String("u")), Name: c.String("n"), Flow: c.String("f"), Step: c.String("s"),
		Expires: time.UnixMilli(exp), Unknown: c.Bool("x"), Hosted: c.Bool("h"),
		First: userpool.Factor(c.String("1")), Chosen: userpool.Factor(c.String("ch")), HasSRPA: c.Bool("a"),
		Password: c.String("pw"), AMR: c.Strings("am"), Attached: c.Bool("at"), NewPassword: c.Bool("np"),
		MFA: userpool.Factor(c.String("2")), MFAChosen: userpool.Factor(c.String("mc")),
		Setup: userpool.Factor(c.String("ms")), SetupSeed: c.String("ss"), SetupDone: c.Bool("sd"),
		DeviceKey: c.String("dk"), DeviceHasA: c.Bool("da"), DeviceProved: c.Bool("dp"),
		Code: c.String("k"), CodeTo: c.String("kt"), Passkey: c.String("wa"),
		DefineNext: c.String("dn"), CustomDone: c.Bool("cd"), Want: userpool.Factor(c.String("w")),
		SetupName: c.String("sn"),
	}
	f.SetupStep, _ = c.Int("st")
	for _, o := range c.Objects("r") {
		r := hook.Round{Challenge: o.String("n"), Result: o.Bool("r")}
		if o.Has("m") {
			m := o.String("m")
			r.Metadata = &m
		}
		f.Rounds = append(f.Rounds, r)
	}
	if o := c.Object("pp"); o != nil {
		f.Private = o.StringMap()
	}
	if c.Has("rm") {
		m := c.String("rm")
		f.RoundMeta = &m
	}
	return f, nil
}
