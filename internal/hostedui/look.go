package hostedui

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"github.com/cognate-id/cognate/internal/ui"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/branding"
	"github.com/cognate-id/cognate/internal/userpool/domain"
)

// look is how the pages of a client look.
type look struct {
	class      string // of the root element
	style      template.CSS
	tokenField string

	logo, background, icon string // addresses
	formBackground         string
	logoAbove, noGraphics  bool
	header, footer         *ui.Band
	graphics               map[string]string // by asset category
	providerIcons          map[string]string
}

// graphicOf is the asset that stands on a page.
var graphicOf = map[string]string{
	"code_email": "EMAIL_GRAPHIC", "code_sms": "SMS_GRAPHIC", "code_app": "AUTH_APP_GRAPHIC", "totp": "AUTH_APP_GRAPHIC",
	"password": "PASSWORD_GRAPHIC", "newpassword": "PASSWORD_GRAPHIC", "reset": "PASSWORD_GRAPHIC",
	"passkey": "PASSKEY_GRAPHIC", "passkeys": "PASSKEY_GRAPHIC", "confirm": "EMAIL_GRAPHIC",
}

// plainLook is that of a domain whose client is not known (yet). Tools find the
// CSRF token under the name that each look has for it.
func plainLook(d *userpool.Domain) look {
	if d.IsManagedLogin() {
		return look{tokenField: "csrf"}
	}
	// Customizations know one set of colours, and it is light.
	return look{class: "classic light", tokenField: "_csrf"}
}

// dress finds how the pages look for a client.
func (v *visit) dress(pool *userpool.Pool, client *userpool.Client) error {
	v.pool = pool
	v.look = plainLook(v.site.Domain)
	if v.site.Domain.IsManagedLogin() {
		return v.dressManaged(pool, client)
	}
	c, err := v.pages.deps.Branding.Customization(v.ctx(), pool.ID, client.ID)
	if err != nil || c == nil {
		return err
	}
	if path := branding.ImagePath(c); path != "" {
		v.look.logo = v.site.Mount + path
	}
	v.look.style, err = customStyle(c.CSS)
	return err
}

// customStyle writes the rules of a customization anew: what is served is what
// ParseCSS has understood, not what somebody once stored.
func customStyle(text string) (template.CSS, error) {
	rules, err := branding.ParseCSS(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range rules {
		// The design's own rules are more specific than a class; a
		// customization must win over them as it does over Cognito's.
		b.WriteString("html " + r.Selector + "{")
		for _, d := range r.Declarations {
			b.WriteString(d.Property + ":" + strings.TrimSpace(strings.TrimSuffix(d.Value, "!important")) + " !important;")
		}
		b.WriteString("}\n")
	}
	return template.CSS(b.String()), nil
}

func (v *visit) dressManaged(pool *userpool.Pool, client *userpool.Client) error {
	b, err := v.pages.deps.Branding.OfClient(v.ctx(), pool.ID, client.ID)
	if userpool.CodeOf(err) == userpool.ResourceNotFound {
		return nil // our own design; Cognito shows no page at all
	}
	if err != nil {
		return err
	}
	text, err := branding.Effective(b)
	if err != nil {
		return err
	}
	var s settings
	if err := json.Unmarshal(text, &s.root); err != nil {
		return err
	}
	s.apply(&v.look, func(category string) string { return v.assetOf(b, category, s.dark()) })
	v.look.providerIcons = map[string]string{}
	for i := range b.Assets {
		if a := &b.Assets[i]; a.Category == "IDP_BUTTON_ICON" {
			v.look.providerIcons[a.Resource] = v.assetAddress(client.ID, a)
		}
	}
	return nil
}

// assetOf is the address of a branding's image for the mode that is shown; one
// for both modes serves in either.
func (v *visit) assetOf(b *userpool.Branding, category string, dark bool) string {
	mode := "LIGHT"
	if dark {
		mode = "DARK"
	}
	found := ""
	for i := range b.Assets {
		a := &b.Assets[i]
		switch {
		case a.Category != category:
		case a.ColorMode == mode:
			return v.assetAddress(b.Client, a)
		case found == "" || a.ColorMode == "DYNAMIC":
			found = v.assetAddress(b.Client, a)
		}
	}
	return found
}

// brandingPath is where the images of brandings are: /assets/{client}/branding/{hash}.{extension}.
const brandingPath = "/branding/"

func (v *visit) assetAddress(client userpool.ClientID, a *userpool.Asset) string {
	return v.site.Mount + "/assets/" + string(client) + brandingPath + assetName(a)
}

func assetName(a *userpool.Asset) string {
	sum := sha256.Sum256(a.Bytes)
	return hex.EncodeToString(sum[:12]) + "." + strings.ToLower(a.Extension)
}

// asset serves our own files and the images of customizations and brandings.
func (p *Pages) asset(w http.ResponseWriter, r *http.Request, site *domain.Site) {
	p.deps.Observe(r.Context(), "asset", "", nil)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if strings.HasPrefix(site.Path, ui.AssetPath) {
		p.parts().assets.Serve(w, site.Path)
		return
	}
	image, mediaType, err := p.image(r, site)
	if err != nil && userpool.CodeOf(err) == "" {
		p.deps.Observe(r.Context(), "asset", "server_error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	if image == nil {
		http.Error(w, "There is no such image.", http.StatusNotFound)
		return
	}
	ui.KeepImage(w.Header(), mediaType)
	_, _ = w.Write(image)
}

// image finds an image of a client by its path, nil if there is none.
func (p *Pages) image(r *http.Request, site *domain.Site) (image []byte, mediaType string, err error) {
	client, name, _ := strings.Cut(strings.TrimPrefix(site.Path, "/assets/"), "/")
	pool, id := site.Domain.Pool, userpool.ClientID(client)
	if name, ok := strings.CutPrefix("/"+name, brandingPath); ok {
		b, err := p.deps.Branding.OfClient(r.Context(), pool, id)
		if err != nil {
			return nil, "", err
		}
		for i := range b.Assets {
			if a := &b.Assets[i]; assetName(a) == name {
				return a.Bytes, branding.MediaType(a.Extension), nil
			}
		}
		return nil, "", nil
	}
	c, err := p.deps.Branding.Customization(r.Context(), pool, id)
	if err != nil || c == nil || branding.ImagePath(c) != site.Path {
		return nil, "", err
	}
	return c.Image, branding.MediaType(branding.FormatOf(c.Image)), nil
}
