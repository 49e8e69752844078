package passhash

import "testing"

func FuzzParse(f *testing.F) {
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
	f.Add("1024$8$1$00$45d81a3ed913b44aba6b20b94f285a9eef3cdef2197fc90d4364b15c4b62e663")
	f.Add("$pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw$+bBIX3PcwZJzR09g5gGFDZEhWG+zYWl2e9S2Ep0+5qM")
	f.Fuzz(func(t *testing.T, text string) {
		hash, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(hash.String())
		if err != nil || again.String() != hash.String() {
			t.Fatalf("%q is stored as %q, which parses to %v", text, hash, err)
		}
	})
}
