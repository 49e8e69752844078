package token_test

import (
	"crypto/rsa"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/keytest"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

func TestKeysOf(t *testing.T) {
	t.Parallel()
	pair, err := keytest.Keys(token.KeysOfPool)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := token.KeysOf(pair, "us-east-1_Pool", time.Unix(1_700_000_000, 0))
	if err != nil || len(keys) != 2 || keys[0].Use == keys[1].Use || keys[0].KID == keys[1].KID {
		t.Errorf("%v, %v", keys, err)
	}
	for name, bad := range map[string][]*rsa.PrivateKey{"one": pair[:1], "twice the same": {pair[0], pair[0]}, "none": nil} {
		if _, err := token.KeysOf(bad, "us-east-1_Pool", time.Now()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
