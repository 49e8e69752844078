package idp

import (
	"encoding/json"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/branding"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

func lookFrom(defaults *bool, settings json.RawMessage, assets []idp.AssetType) branding.Look {
	in := branding.Look{Defaults: defaults, Settings: settings}
	for _, a := range assets {
		in.Assets = append(in.Assets, userpool.Asset{Category: *a.Category, ColorMode: *a.ColorMode, Extension: *a.Extension,
			Bytes: a.Bytes, Resource: value(a.ResourceId)})
	}
	return in
}

// brandingOf shows a branding; merged also shows the defaults for what it
// leaves out.
func brandingOf(b *userpool.Branding, merged bool) (*idp.ManagedLoginBrandingType, error) {
	out := &idp.ManagedLoginBrandingType{
		ManagedLoginBrandingId: &b.ID, UserPoolId: new(string(b.Pool)), UseCognitoProvidedValues: &b.Defaults,
		Settings: b.Settings, Assets: []idp.AssetType{}, CreationDate: &b.Created, LastModifiedDate: &b.Modified,
	}
	for _, a := range b.Assets {
		out.Assets = append(out.Assets, idp.AssetType{Category: new(a.Category), ColorMode: new(a.ColorMode),
			Extension: new(a.Extension), Bytes: a.Bytes, ResourceId: given(a.Resource)})
	}
	if !merged {
		return out, nil
	}
	settings, err := branding.Effective(b)
	out.Settings = settings
	return out, err
}
