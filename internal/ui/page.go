package ui

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
)

// Page is what every page has around its own Body.
type Page[T any] struct {
	*Language
	Title string
	// Name is the page's, for its style sheet.
	Name  string
	Class string // of the root element: the look
	Nonce string
	Style template.CSS // of the administrator, checked; "" for none

	StyleSheet, Script, Icon string // addresses
	Background               string // address of an image behind the page
	FormBackground           string // and within the form
	Header, Footer           *Band
	Logo                     string // address of the image above or within the form
	LogoAbove                bool   // the logo stands outside of the form
	Graphic                  string // address of an image that replaces the page's symbol
	NoGraphics               bool
	Choices                  []Choice // other languages
	Problem, Notice          string   // what went wrong; what went well

	Form Form
	Body T
}

// Band is the header or the footer that an administrator has designed.
type Band struct {
	Logo, Background string // addresses, "" for none
	Place            string // start, center, end
}

// Choice is a language that the page could be shown in.
type Choice struct {
	Tag, Name, Address string
	Current            bool
}

// Form is what every form of a page carries.
type Form struct {
	Action     string
	TokenField string // _csrf or csrf
	Token      string
	State      string // sealed
}

// Views are the parsed templates of pages.
type Views struct{ byName map[string]*template.Template }

// NewViews parses the frame, the components and pages: one folder for each,
// with a template of the same name that defines "content".
func NewViews(pages fs.FS) (*Views, error) {
	frame, err := template.New("").Funcs(template.FuncMap{"props": props}).ParseFS(own, "components/*/*.tmpl")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(pages, "pages/*/*.tmpl")
	if err != nil {
		return nil, err
	}
	v := &Views{byName: map[string]*template.Template{}}
	for _, name := range names {
		t, err := template.Must(frame.Clone()).ParseFS(pages, name)
		if err != nil {
			return nil, err
		}
		v.byName[path.Base(path.Dir(name))] = t
	}
	return v, nil
}

// Names lists the pages.
func (v *Views) Names() []string {
	var names []string
	for n := range v.byName {
		names = append(names, n)
	}
	return names
}

// Render executes a page, in full or not at all: nothing is sent of a page
// that fails half-way.
func (v *Views) Render(name string, page any) ([]byte, error) {
	t := v.byName[name]
	if t == nil {
		return nil, fmt.Errorf("no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "frame", page); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// props makes the argument of a component: names and values in turn.
func props(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("props: a name without a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("props: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
