package ui

import "testing"

func FuzzMatch(f *testing.F) {
	l, err := LoadLanguages()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("de-AT,de;q=0.9,en;q=0.8")
	f.Add("zh-Hant_TW fr")
	f.Fuzz(func(t *testing.T, preference string) {
		if l.Match(preference) == nil {
			t.Error("no language")
		}
	})
}
