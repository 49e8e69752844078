package wire_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/iam"
	"github.com/cognate-id/cognate/internal/wire/identity"
	"github.com/cognate-id/cognate/internal/wire/idp"
	"github.com/cognate-id/cognate/internal/wire/sts"
	"github.com/cognate-id/cognate/internal/wire/sync"
)

// FuzzHandler sends arbitrary bytes to arbitrary operations of services that implement nothing: every answer must be a
// client error or "not implemented", whatever the input.
func FuzzHandler(f *testing.F) {
	services := []*awsproto.Service{
		idp.Service(&idp.Unimplemented{}), identity.Service(&identity.Unimplemented{}), sync.Service(&sync.Unimplemented{}),
		sts.Service(&sts.Unimplemented{}), iam.Service(&iam.Unimplemented{}),
	}
	h, err := awsproto.NewHandler(awsproto.Deps{Services: services, Authenticator: signer{}, Now: fixedTime})
	if err != nil {
		f.Fatal(err)
	}
	for i := range services {
		f.Add(uint8(i), uint16(3), `{"UserPoolId":"r_1","Tags":{"a":"b"},"Schema":[{}]}`)
		f.Add(uint8(i), uint16(9), `RoleName=x&Tags.member.1.Key=a&PolicyArns.member.1.arn=&DurationSeconds=9`)
	}
	f.Fuzz(func(t *testing.T, service uint8, operation uint16, body string) {
		s := services[int(service)%len(services)]
		op := s.Routes[int(operation)%len(s.Routes)]
		method, path, header := "POST", "/", "Content-Type: application/x-www-form-urlencoded"
		switch s.Protocol {
		case awsproto.JSON:
			header = "X-Amz-Target: " + s.TargetPrefix + "." + op.Name
		case awsproto.Query:
			body = "Action=" + op.Name + "&Version=" + s.Version + "&" + body
		case awsproto.REST:
			method, path, header = op.Method, strings.NewReplacer("{", "", "}", "").Replace(op.Path), ""
		}
		r := newRequest(wireCase{method: method, path: path, header: header + signed, body: body})
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 501 && (w.Code < 400 || w.Code >= 500) {
			t.Fatalf("%s %s answered %d: %s", s.Name, op.Name, w.Code, w.Body)
		}
	})
}
