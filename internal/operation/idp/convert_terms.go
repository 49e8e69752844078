package idp

import (
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/terms"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

func documentFrom(name, source, enforcement *string, links map[string]string) terms.Document {
	return terms.Document{Name: value(name), Source: value(source), Enforcement: value(enforcement), Links: links}
}

func termsOf(t *userpool.Terms) *idp.TermsType {
	links := t.Links
	if links == nil {
		links = map[string]string{}
	}
	return &idp.TermsType{
		TermsId: &t.ID, UserPoolId: new(string(t.Pool)), ClientId: new(string(t.Client)), TermsName: &t.Name,
		TermsSource: &t.Source, Enforcement: &t.Enforcement, Links: links, CreationDate: &t.Created, LastModifiedDate: &t.Modified,
	}
}
