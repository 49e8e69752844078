package enrol

import (
	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

// registration is a pending passkey registration: the ceremony and the client
// through which it was started.
type registration struct {
	factor.Ceremony
	client userpool.ClientID
}

func write(r registration) string {
	c := &claims.Set{}
	c.Put("c", string(r.client))
	c.Put("r", r.RelyingParty)
	c.Put("h", r.Challenge)
	c.PutBool("v", r.VerifyUser)
	return string(c.JSON())
}

func read(text string) (registration, error) {
	c, err := claims.Parse([]byte(text))
	if err != nil {
		return registration{}, err
	}
	return registration{
		Ceremony: factor.Ceremony{RelyingParty: c.String("r"), Challenge: c.String("h"), VerifyUser: c.Bool("v")},
		client:   userpool.ClientID(c.String("c")),
	}, nil
}
