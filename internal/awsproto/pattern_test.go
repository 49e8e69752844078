package awsproto

import "testing"

func TestPattern(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern string
		yes, no []string
	}{
		{`[\S]+`, []string{"a", "é😀", "\u00a0"}, []string{"", "a b", "\v", "a\n"}},
		{`^[\S]+.*[\S]+$`, []string{"ab", "a b"}, []string{"a", " ab", "ab ", "a\nb"}},
		{`[\w]+`, []string{"aZ_9"}, []string{"é", "a-b", "a\n", ""}},
		{`[\w\s+=,.@-]+`, []string{"a b\v+"}, []string{"a/b"}},
		{`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, []string{"jo@ex.org", "日本", "a\u0301"}, []string{"a b", ""}},
		{`[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*`,
			[]string{"{####}", "Code: {####}.\n"}, []string{"code"}},
		{`(?s).*`, []string{"", "a\nb"}, nil},
		{`.*\{####\}.*`, []string{"x{####}"}, []string{"x\n{####}", "\u2028{####}"}},
		{`[A-Za-z0-9-_=.]+`, []string{"a-b_c=.d"}, []string{"a+b"}},
		{`^[0-9A-Za-z\.\-_]*(?<!\.)$`, []string{"", "a.b"}, []string{"a.", "a/b"}},
		{`^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$`, []string{"abc", "a-b"}, []string{"ab", "a--b", "-ab", "ab-"}},
		{`[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+`,
			[]string{"a\tb", "😀", "é"}, []string{"\x00", ""}},
		{`(\u002F)|(\u002F[\u0021-\u007E]+\u002F)`, []string{"/", "/a/b/"}, []string{"", "/a", "a"}},
		{`^(terms-of-use|privacy-policy)$`, []string{"terms-of-use"}, []string{"terms-of-use\n", "xprivacy-policy"}},
		{`[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+`, []string{"abc"}, []string{"_ab", "ab"}},
		{`a|b`, []string{"a", "b"}, []string{"ab", "xa"}},
		{`\s`, []string{"\v", " "}, []string{"a"}},
	}
	for _, tt := range tests {
		t.Run(tt.pattern, func(t *testing.T) {
			t.Parallel()
			p := NewPattern(tt.pattern)
			for _, s := range tt.yes {
				if !p.Matches(s) {
					t.Errorf("%q does not match", s)
				}
			}
			for _, s := range tt.no {
				if p.Matches(s) {
					t.Errorf("%q matches", s)
				}
			}
			if p.String() != tt.pattern {
				t.Errorf("quoted as %q", p)
			}
		})
	}
}

func TestCompilesRefusesLookaround(t *testing.T) {
	t.Parallel()
	if Compiles(`a(?=b)`) == nil {
		t.Error("an unknown lookahead must be refused, not ignored")
	}
}
