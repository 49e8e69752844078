package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/syntax/policy"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	text := func(s string) policy.Piece { return policy.Piece{Kind: policy.Text, Text: s} }
	key := func(s string) policy.Piece { return policy.Piece{Kind: policy.Variable, Text: s} }
	or := func(s, def string) policy.Piece {
		return policy.Piece{Kind: policy.Variable, Text: s, Default: def, HasDefault: true}
	}
	one, run := policy.Piece{Kind: policy.One}, policy.Piece{Kind: policy.Run}
	tests := []struct {
		in   string
		v    policy.Version
		want []policy.Piece
	}{
		{"", policy.V2012, nil},
		{"plain", policy.V2012, []policy.Piece{text("plain")}},
		{"a*b?", policy.V2012, []policy.Piece{text("a"), run, text("b"), one}},
		{"$5 {x} $", policy.V2012, []policy.Piece{text("$5 {x} $")}},
		{"${aws:UserName}", policy.V2012, []policy.Piece{key("aws:username")}},
		{"h/${aws:userid}/*", policy.V2012, []policy.Piece{text("h/"), key("aws:userid"), text("/"), run}},
		{"${aws:PrincipalTag/team, 'none'}", policy.V2012, []policy.Piece{or("aws:principaltag/team", "none")}},
		{"${a:b,'' }", policy.V2012, []policy.Piece{or("a:b", "")}},
		{"${a:b, '*}{$,'}x", policy.V2012, []policy.Piece{or("a:b", "*}{$,"), text("x")}},
		{"a${*}b${?}${$}{x}", policy.V2012, []policy.Piece{text("a*b?${x}")}},
		{"${a:b}${c:d}", policy.V2012, []policy.Piece{key("a:b"), key("c:d")}},
		{"${aws:username}", policy.V2008, []policy.Piece{text("${aws:username}")}},
		{"${*}", policy.V2008, []policy.Piece{text("${"), run, text("}")}},
		{"${unclosed", policy.V2008, []policy.Piece{text("${unclosed")}},
	}
	for _, tt := range tests {
		got, err := policy.Split(tt.in, tt.v)
		if err != nil {
			t.Errorf("Split(%q): %v", tt.in, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Split(%q, %s) (-want +got):\n%s", tt.in, tt.v, diff)
		}
	}
	for _, in := range []string{
		"${", "${}", "${a", "${a,}", "${a, b}", "${a, 'b}", "${a, 'b'", "${a, 'b' c}", "${*, 'x'}", "${**}", "${${a:b}}", "${ }", "${'a'}",
	} {
		if got, err := policy.Split(in, policy.V2012); err == nil {
			t.Errorf("Split(%q) = %v, want an error", in, got)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	ascending := []string{"-100000000000000000000", "-10", "-9.5", "-9.25", "0", "0.05", "0.5", "1", "1.000000000000000000001", "9", "10", "100000000000000000000"}
	for i, a := range ascending {
		for j, b := range ascending {
			n, ok1 := policy.ParseNumber(a)
			m, ok2 := policy.ParseNumber(b)
			if !ok1 || !ok2 {
				t.Fatalf("%q or %q refused", a, b)
			}
			if got := n.Compare(m); sign(got) != sign(i-j) {
				t.Errorf("%s compared with %s = %d", a, b, got)
			}
		}
	}
	for _, same := range [][2]string{{"1", "1.0"}, {"01", "+1"}, {"-0", "0.00"}, {"10.50", "10.5"}} {
		n, _ := policy.ParseNumber(same[0])
		m, _ := policy.ParseNumber(same[1])
		if n.Compare(m) != 0 {
			t.Errorf("%s and %s differ", same[0], same[1])
		}
	}
	for _, bad := range []string{"", "-", ".", "1.", ".5", "1e3", "0x1", "1,5", " 1", "٣", "--1", "1.2.3"} {
		if n, ok := policy.ParseNumber(bad); ok {
			t.Errorf("ParseNumber(%q) = %v", bad, n)
		}
	}
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	default:
		return 0
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		"2026":                      1767225600,
		"2026-01":                   1767225600,
		"2026-01-02":                1767312000,
		"2026-01-02T03:04Z":         1767323040,
		"2026-01-02T03:04:05Z":      1767323045,
		"2026-01-02T03:04:05.250Z":  1767323045,
		"2026-01-02T04:04:05+01:00": 1767323045,
		"2026-01-02T04:04:05+0100":  1767323045,
		"1767323045":                1767323045,
		"0":                         0,
		"-1":                        -1,
	} {
		if got, ok := policy.ParseDate(in); !ok || got.Unix() != want {
			t.Errorf("ParseDate(%q) = %v, %v", in, got, ok)
		}
	}
	for _, bad := range []string{"", "-", "2026-13-01", "2026-01-02 03:04:05", "2026-01-02T03:04:05", "12345678901234567890", "now"} {
		if got, ok := policy.ParseDate(bad); ok {
			t.Errorf("ParseDate(%q) = %v", bad, got)
		}
	}
}

func TestNetworks(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"10.1.2.3/8":             "10.0.0.0/8",
		"203.0.113.7":            "203.0.113.7/32",
		"2001:db8::1/32":         "2001:db8::/32",
		"2001:db8::1":            "2001:db8::1/128",
		"::ffff:203.0.113.7":     "203.0.113.7/32",
		"::ffff:203.0.113.7/120": "203.0.113.0/24",
	} {
		if got, ok := policy.ParseNetwork(in); !ok || got.String() != want {
			t.Errorf("ParseNetwork(%q) = %v, %v; want %s", in, got, ok, want)
		}
	}
	for _, bad := range []string{"", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "host", "1.2.3.4/"} {
		if got, ok := policy.ParseNetwork(bad); ok {
			t.Errorf("ParseNetwork(%q) = %v", bad, got)
		}
	}
	if a, ok := policy.ParseAddress("fe80::1%eth0"); !ok || a.String() != "fe80::1" {
		t.Errorf("zone kept: %v", a)
	}
}
