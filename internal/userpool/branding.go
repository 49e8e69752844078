package userpool

import "time"

// AllClients is the ClientId of a customization for clients that have none of
// their own.
const AllClients ClientID = "ALL"

// UICustomization is how the classic pages look: a style sheet of the few
// classes that Cognito lets be changed, and a logo.
type UICustomization struct {
	Pool     PoolID
	Client   ClientID // AllClients for the pool's
	CSS      string
	Version  string // CSSVersion, changes with the style sheet
	Image    []byte // PNG or JPEG, nil for none
	Created  time.Time
	Modified time.Time
}

// Branding is how the managed-login pages of one client look.
type Branding struct {
	ID       string // UUID
	Pool     PoolID
	Client   ClientID
	Defaults bool   // UseCognitoProvidedValues: neither Settings nor Assets
	Settings []byte // JSON object, nil if none were given
	Assets   []Asset
	Created  time.Time
	Modified time.Time
}

// Asset is an image of a managed-login page. Category, ColorMode and Extension
// have the values of the API.
type Asset struct {
	Category, ColorMode, Extension string
	Bytes                          []byte
	Resource                       string // ResourceId: the provider that an icon belongs to
}

// Terms is a document that the sign-up page of a client links to.
type Terms struct {
	ID          string // UUID
	Pool        PoolID
	Client      ClientID
	Name        string // terms-of-use or privacy-policy
	Source      string // LINK
	Enforcement string // NONE
	// Links are URLs by `cognito:default` and `cognito:<language>`.
	Links    map[string]string
	Created  time.Time
	Modified time.Time
}

// The names of Terms.
const (
	TermsOfUse    = "terms-of-use"
	PrivacyPolicy = "privacy-policy"
)
