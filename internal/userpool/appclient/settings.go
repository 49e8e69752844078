package appclient

import (
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Settings are the settings of a client as a caller sends them. What is not
// sent gets its default, on creation and on update alike.
type Settings struct {
	Name string // an update keeps the name when it is ""

	Refresh, Access, IDToken userpool.TokenValidity // zero Value: the default
	Read, Write              []userpool.AttributeName
	AuthFlows                []string

	Providers          []string
	CallbackURLs       []string
	LogoutURLs         []string
	DefaultRedirectURI string
	OAuthEnabled       bool
	OAuthFlows         []string
	OAuthScopes        []string

	HideUserExistence  *bool
	TokenRevocation    *bool // true
	PropagateUserData  bool
	AuthSessionMinutes int // 3
	Rotation           *userpool.Rotation
	Analytics          *userpool.Analytics
}

// NewClient is what CreateUserPoolClient takes: Settings and the secret, which
// is made, given or absent.
type NewClient struct {
	Settings
	GenerateSecret bool
	Secret         string
	registered     bool // by the client itself
}

const defaultSessionMinutes = 3

// apply writes the settings over a client.
func (s *Settings) apply(c *userpool.Client) {
	if s.Name != "" {
		c.Name = s.Name
	}
	c.Refresh, c.Access, c.IDToken = defaultRefresh(s.Refresh), s.Access, s.IDToken
	c.Read, c.Write = unique(s.Read), unique(s.Write)
	c.AuthFlows = unique(s.AuthFlows)
	c.Providers = unique(s.Providers)
	c.CallbackURLs, c.LogoutURLs = unique(s.CallbackURLs), unique(s.LogoutURLs)
	c.DefaultRedirectURI = s.DefaultRedirectURI
	c.OAuthEnabled = s.OAuthEnabled
	c.OAuthFlows, c.OAuthScopes = unique(s.OAuthFlows), unique(s.OAuthScopes)
	c.HideUserExistence = s.HideUserExistence
	c.TokenRevocation = s.TokenRevocation == nil || *s.TokenRevocation
	c.PropagateUserData = s.PropagateUserData
	c.AuthSessionMinutes = s.AuthSessionMinutes
	if c.AuthSessionMinutes == 0 {
		c.AuthSessionMinutes = defaultSessionMinutes
	}
	c.Rotation, c.Analytics = s.Rotation, s.Analytics
}

// unique drops repetitions and keeps the order. It gives nil for nothing.
func unique[T comparable](in []T) []T {
	var out []T
	for _, v := range in {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
