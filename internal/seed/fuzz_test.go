package seed

import (
	"testing"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte("pools: [{name: a, settings: {MfaConfiguration: 'OFF'}, users: [{username: u, attributes: {email: e}}]}]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := Parse(raw)
		if err != nil {
			return
		}
		for _, p := range file.Pools {
			_ = into(p.Settings, &idp.CreateUserPoolRequest{})
		}
	})
}
