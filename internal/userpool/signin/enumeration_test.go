package signin_test

import (
	"slices"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/limit"
)

// A wrong password costs the same and is answered the same whoever it is for,
// and after as many of them comes the same lock: nobody learns who exists.
func TestWrongPasswordsAreAlike(t *testing.T) {
	t.Parallel()
	hide := true
	for name, change := range map[string]func(*userpool.User){
		"somebody":           func(*userpool.User) {},
		"nobody":             nil,
		"without a password": func(u *userpool.User) { u.Password = userpool.Credential{} },
		"to be reset":        func(u *userpool.User) { u.Status = userpool.ResetRequired },
		"of a provider":      func(u *userpool.User) { u.Status = userpool.ExternalProvider },
		"without sign-in":    func(u *userpool.User) { u.LocalSignInOff = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(_ *userpool.Pool, c *userpool.Client) {
				c.HideUserExistence = &hide
				c.AuthFlows = slices.DeleteFunc(c.AuthFlows, func(f string) bool { return f == userpool.AllowSRP })
			})
			w.addUser("other", nil)
			if change != nil {
				w.addUser("ann", change)
			}
			for try := range limit.FreeFailures {
				before := w.hasher.worked.Load()
				_, err := w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "ann", "PASSWORD": "Wrong-horse-7"})
				refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
				if n := w.hasher.worked.Load() - before; n != 1 {
					t.Errorf("try %d: %d hashes, want 1", try, n)
				}
			}
			_, err := w.start("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "ann", "PASSWORD": "Wrong-horse-7"})
			refused(t, err, userpool.NotAuthorized, "Password attempts exceeded")
		})
	}
}

// So it is with SRP, where the record of nobody is as good as that of a user.
func TestWrongProofsAreAlike(t *testing.T) {
	t.Parallel()
	hide := true
	for name, change := range map[string]func(*userpool.User){
		"somebody":      func(*userpool.User) {},
		"nobody":        nil,
		"to be reset":   func(u *userpool.User) { u.Status = userpool.ResetRequired },
		"of a provider": func(u *userpool.User) { u.Status = userpool.ExternalProvider },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(_ *userpool.Pool, c *userpool.Client) { c.HideUserExistence = &hide })
			if change != nil {
				w.addUser("ann", change)
			}
			for range limit.FreeFailures {
				o, proof := w.srpStart("ann", "Wrong-horse-7")
				_, err := w.respond("PASSWORD_VERIFIER", o.Session, proof)
				refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
			}
			o, proof := w.srpStart("ann", "Wrong-horse-7")
			_, err := w.respond("PASSWORD_VERIFIER", o.Session, proof)
			refused(t, err, userpool.NotAuthorized, "Password attempts exceeded")
		})
	}
}
