package ui

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

//go:embed messages/*.json
var messages embed.FS

// fallback is the language of those whose own is not there.
const fallback = "en"

// Language is one catalogue of messages.
type Language struct {
	Tag  string // BCP 47, also the value of the lang parameter
	Name string // in the language itself
	// Terms is how Cognito names the language in the links of terms, "" if it
	// has no name for it.
	Terms string
	Dir   string // ltr or rtl
	text  map[string]string
}

// Text gives a message with its placeholders {0}, {1} … filled in. A key that
// no catalogue has is shown as it is; a test keeps that from happening.
func (l *Language) Text(key string, args ...string) string {
	text, ok := l.text[key]
	if !ok {
		return key
	}
	for i, a := range args {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", a)
	}
	return text
}

// Has reports whether there is a message with the key.
func (l *Language) Has(key string) bool { return l.text[key] != "" }

// Keys lists the keys of the catalogue in order.
func (l *Language) Keys() []string {
	keys := make([]string, 0, len(l.text))
	for k := range l.text {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Languages are all catalogues.
type Languages struct {
	all     []*Language // English first, then by tag
	matcher language.Matcher
}

// catalogue is the form of the files.
type catalogue struct {
	Name     string            `json:"name"`
	Terms    string            `json:"terms"`
	Dir      string            `json:"dir"`
	Messages map[string]string `json:"messages"`
}

// LoadLanguages reads the catalogues that are part of the program.
func LoadLanguages() (*Languages, error) { return loadLanguages(messages) }

func loadLanguages(files fs.FS) (*Languages, error) {
	names, err := fs.Glob(files, "messages/*.json")
	if err != nil {
		return nil, err
	}
	sort.Slice(names, func(i, j int) bool {
		return path.Base(names[i]) == fallback+".json" || path.Base(names[j]) != fallback+".json" && names[i] < names[j]
	})
	l := &Languages{}
	var tags []language.Tag
	for _, name := range names {
		one, err := readCatalogue(files, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		tag, err := language.Parse(one.Tag)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		l.all, tags = append(l.all, one), append(tags, tag)
	}
	if len(l.all) == 0 || l.all[0].Tag != fallback {
		return nil, fmt.Errorf("no catalogue of %s", fallback)
	}
	l.matcher = language.NewMatcher(tags)
	return l, nil
}

func readCatalogue(files fs.FS, name string) (*Language, error) {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	var c catalogue
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, err
	}
	if c.Dir == "" {
		c.Dir = "ltr"
	}
	return &Language{Tag: strings.TrimSuffix(path.Base(name), ".json"), Name: c.Name, Terms: c.Terms, Dir: c.Dir,
		text: c.Messages}, nil
}

// All lists the languages, English first.
func (l *Languages) All() []*Language { return l.all }

// maxPreference bounds what is parsed of a header that a browser sends.
const maxPreference = 256

// Match gives the first language that any of the preferences asks for, in
// their order; each is a tag, a list of tags with spaces (ui_locales) or an
// Accept-Language header. None that is there means English.
func (l *Languages) Match(preferences ...string) *Language {
	for _, p := range preferences {
		if p == "" || len(p) > maxPreference {
			continue
		}
		if !strings.Contains(p, ",") {
			p = strings.Join(strings.Fields(p), ",")
		}
		tags, _, err := language.ParseAcceptLanguage(known(p))
		if err != nil || len(tags) == 0 {
			continue
		}
		if _, i, confidence := l.matcher.Match(tags...); confidence > language.No {
			return l.all[i]
		}
	}
	return l.all[0]
}

// known leaves those entries out of a list that name no language: one of them
// would make the whole list unreadable.
func known(list string) string {
	var kept []string
	for _, entry := range strings.Split(list, ",") {
		tag, _, _ := strings.Cut(entry, ";")
		if _, err := language.Parse(strings.TrimSpace(tag)); err == nil {
			kept = append(kept, entry)
		}
	}
	return strings.Join(kept, ",")
}
