package config

import "testing"

func FuzzParseYAML(f *testing.F) {
	f.Add([]byte("region: us-east-1\nfunctions: {a: 'http://h/'}\ntrusted-proxies: [10.0.0.1]\n"))
	f.Add([]byte("a: &a [*a]"))
	options := Options(Serve)
	f.Fuzz(func(t *testing.T, raw []byte) {
		parsed, err := parseYAML(options, raw)
		if err != nil {
			return
		}
		c := &Config{Mode: Serve}
		for _, o := range options {
			if v, ok := parsed[o.Name]; ok {
				_ = o.apply(c, o.Name, v)
			}
		}
	})
}
