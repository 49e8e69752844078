package branding

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/syntax/document"
	"github.com/cognate-id/cognate/internal/userpool"
)

// The limits of managed-login branding.
const (
	MaxBrandings = 20 // in a pool
	MaxAssets    = 40 // of a branding
)

// maxTotal is how large settings and assets of one branding may be, in bytes.
const maxTotal = 8 << 20

// Look is a branding as a caller sends it. Nil members are not sent.
type Look struct {
	Defaults *bool
	Settings []byte // JSON
	Assets   []userpool.Asset
}

// Create gives a client its branding.
func (s *Service) Create(ctx context.Context, pool userpool.PoolID, client userpool.ClientID, in Look) (*userpool.Branding, error) {
	id, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	if err := in.check(true); err != nil {
		return nil, err
	}
	now := s.now()
	b := &userpool.Branding{ID: id, Pool: pool, Client: client, Created: now, Modified: now}
	if err := in.apply(b); err != nil {
		return nil, err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := loadClient(st, pool, client); err != nil {
			return err
		}
		if err := st.InsertBranding(b); err != nil {
			return err
		}
		n, err := st.CountBrandings(pool)
		if err == nil && n > MaxBrandings {
			return userpool.Errorf(userpool.LimitExceeded, "The user pool has reached its limit of %d branding styles.", MaxBrandings)
		}
		return err
	})
	if errors.Is(err, userpool.ErrExists) {
		return nil, userpool.Errorf(userpool.ManagedLoginBrandingExists, "A managed login branding already exists for the app client %s.", client).Because(err)
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// check wants either the defaults or a look of one's own. A new branding must
// say which; an update may say nothing.
func (in Look) check(creating bool) error {
	defaults := in.Defaults != nil && *in.Defaults
	own := in.Settings != nil || len(in.Assets) > 0
	if defaults && own || creating && !defaults && !own {
		return invalid("useCognitoProvidedValues or settings should be specified (but not both)")
	}
	if in.Settings != nil && !document.IsObject(in.Settings) {
		return invalid("Invalid settings provided. Settings must be a JSON object.")
	}
	return checkAssets(in.Assets)
}

// apply writes a look over a branding. Assets replace those of their place and
// leave the others, so that a large set can come in several requests.
func (in Look) apply(b *userpool.Branding) error {
	if in.Defaults != nil {
		b.Defaults = *in.Defaults
	} else if in.Settings != nil || len(in.Assets) > 0 {
		b.Defaults = false
	}
	if b.Defaults {
		b.Settings, b.Assets = nil, nil
		return nil
	}
	if in.Settings != nil {
		b.Settings = in.Settings
	}
	for _, a := range in.Assets {
		place(b, a)
	}
	if len(b.Assets) > MaxAssets {
		return invalid("A branding can have at most %d assets.", MaxAssets)
	}
	total := len(b.Settings)
	for _, a := range b.Assets {
		total += len(a.Bytes)
	}
	if total > maxTotal {
		return invalid("The settings and assets of a branding are too large.")
	}
	return nil
}

func place(b *userpool.Branding, a userpool.Asset) {
	for i, o := range b.Assets {
		if o.Category == a.Category && o.ColorMode == a.ColorMode && o.Resource == a.Resource && o.Extension == a.Extension {
			b.Assets[i] = a
			return
		}
	}
	b.Assets = append(b.Assets, a)
}

// Get gives a branding.
func (s *Service) Get(ctx context.Context, pool userpool.PoolID, id string) (b *userpool.Branding, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		b, err = load(st, pool, id)
		return err
	})
	return b, err
}

// OfClient gives the branding of a client.
func (s *Service) OfClient(ctx context.Context, pool userpool.PoolID, client userpool.ClientID) (b *userpool.Branding, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		if err := loadClient(st, pool, client); err != nil {
			return err
		}
		b, err = st.BrandingOfClient(pool, client)
		if errors.Is(err, userpool.ErrNotFound) {
			return userpool.Errorf(userpool.ResourceNotFound, "Managed login branding does not exist for the app client %s.", client)
		}
		return err
	})
	return b, err
}

// Update changes what the caller sends of a branding and keeps the rest.
func (s *Service) Update(ctx context.Context, pool userpool.PoolID, id string, in Look) (b *userpool.Branding, err error) {
	if err := in.check(false); err != nil {
		return nil, err
	}
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) (err error) {
		if b, err = load(st, pool, id); err != nil {
			return err
		}
		if err := in.apply(b); err != nil {
			return err
		}
		b.Modified = now
		return st.UpdateBranding(b)
	})
	return b, err
}

// Delete takes a client's branding away.
func (s *Service) Delete(ctx context.Context, pool userpool.PoolID, id string) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		if _, err := load(st, pool, id); err != nil {
			return err
		}
		return st.DeleteBranding(pool, id)
	})
}

// Effective gives the settings of a branding with the defaults for what it
// leaves out; a client without a branding has a zero one.
func Effective(b *userpool.Branding) ([]byte, error) {
	own := b.Settings
	if own == nil {
		own = []byte("{}")
	}
	return document.Merge(defaults, own)
}

func load(st Store, pool userpool.PoolID, id string) (*userpool.Branding, error) {
	if err := loadPool(st, pool); err != nil {
		return nil, err
	}
	b, err := st.Branding(pool, id)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.Errorf(userpool.ResourceNotFound, "Managed login branding %s does not exist.", id)
	}
	return b, err
}
