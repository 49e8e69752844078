// Package svg tells drawings that only draw from those that could run code or
// fetch something. It does not render.
package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth bounds the nesting of elements.
const maxDepth = 100

// The elements that draw. Others script, embed, animate or link.
var elements = names(`svg g defs title desc metadata symbol path rect circle ellipse line polyline polygon text tspan
	lineargradient radialgradient stop clippath mask pattern marker style filter feblend fecolormatrix fecomponenttransfer
	fecomposite feconvolvematrix fediffuselighting fedisplacementmap fedropshadow feflood fefunca fefuncb fefuncg fefuncr
	fegaussianblur femerge femergenode femorphology feoffset fepointlight fespecularlighting fespotlight fetile feturbulence`)

func names(list string) map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(list) {
		m[n] = true
	}
	return m
}

// Check refuses what is not one well-formed svg element of drawing elements,
// without event handlers, entities and references to anything outside.
func Check(text []byte) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	depth, roots := 0, 0
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("svg: %w", err)
		}
		switch v := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			if depth++; depth > maxDepth {
				return errors.New("svg: nested too deeply")
			}
			if err := checkElement(v, depth); err != nil {
				return err
			}
			open = append(open, strings.ToLower(v.Name.Local))
		case xml.EndElement:
			depth--
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 && open[len(open)-1] == "style" {
				if err := checkValue("style", string(v)); err != nil {
					return err
				}
			}
		case xml.Directive:
			return errors.New("svg: declarations are not allowed") // entities hide in them
		case xml.ProcInst:
			if v.Target != "xml" {
				return errors.New("svg: processing instructions are not allowed")
			}
		}
	}
	if roots != 1 {
		return errors.New("svg: not one svg element")
	}
	return nil
}

func checkElement(e xml.StartElement, depth int) error {
	name := strings.ToLower(e.Name.Local)
	if !elements[name] || depth == 1 && name != "svg" {
		return fmt.Errorf("svg: element %s is not allowed", e.Name.Local)
	}
	for _, a := range e.Attr {
		attr := strings.ToLower(a.Name.Local)
		if strings.HasPrefix(attr, "on") {
			return fmt.Errorf("svg: attribute %s is not allowed", a.Name.Local)
		}
		if attr == "xmlns" || a.Name.Space == "xmlns" {
			continue
		}
		if attr == "href" && !strings.HasPrefix(strings.TrimSpace(a.Value), "#") {
			return errors.New("svg: references to other documents are not allowed")
		}
		if err := checkValue(attr, a.Value); err != nil {
			return err
		}
	}
	return nil
}

// checkValue refuses styles and values that fetch or escape.
func checkValue(attr, value string) error {
	v := strings.ToLower(strings.Join(strings.Fields(value), ""))
	if strings.Contains(v, "javascript:") || strings.Contains(v, "@import") || strings.Contains(v, "expression(") || strings.Contains(v, `\`) {
		return fmt.Errorf("svg: the value of %s is not allowed", attr)
	}
	for rest := v; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return nil
		}
		if target := strings.TrimLeft(after, `"'`); !strings.HasPrefix(target, "#") {
			return fmt.Errorf("svg: the value of %s refers to another document", attr)
		}
		rest = after
	}
}
