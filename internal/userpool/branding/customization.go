package branding

import (
	"context"
	"errors"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// maxImage is how large the logo of the classic pages may be, in bytes.
const maxImage = 100 << 10

// SetCustomization sets CSS and logo of a client's classic pages, or with
// userpool.AllClients those of all clients that have none of their own. The two
// are one setting: a part that is not given is cleared.
func (s *Service) SetCustomization(ctx context.Context, pool userpool.PoolID, client userpool.ClientID, css string, image []byte) (*userpool.UICustomization, error) {
	now := s.now()
	c := &userpool.UICustomization{Pool: pool, Client: client, CSS: css, Image: image, Created: now, Modified: now,
		Version: now.Format("20060102150405")}
	if len(image) == 0 {
		c.Image = nil
	}
	err := s.deps.DB.Update(ctx, func(st Store) error {
		if err := admitCustomization(st, c); err != nil {
			return err
		}
		before, err := st.UICustomization(pool, client)
		if err == nil {
			c.Created = before.Created
		} else if !errors.Is(err, userpool.ErrNotFound) {
			return err
		}
		return st.PutUICustomization(c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func admitCustomization(st Store, c *userpool.UICustomization) error {
	if err := loadPool(st, c.Pool); err != nil {
		return err
	}
	domains, err := st.DomainsOf(c.Pool)
	if err != nil {
		return err
	}
	if len(domains) == 0 {
		return invalid("A domain must be associated with this user pool.")
	}
	if c.Client != userpool.AllClients {
		if err := loadClient(st, c.Pool, c.Client); err != nil {
			return err
		}
	}
	if _, err := ParseCSS(c.CSS); err != nil {
		return err
	}
	if len(c.Image) > maxImage {
		return invalid("The image must not be larger than 100 KB.")
	}
	if f := FormatOf(c.Image); c.Image != nil && f != png && f != jpeg {
		return invalid("The image must be a PNG or JPEG file.")
	}
	return nil
}

// Customization gives what applies to the classic pages of a client: its own
// setting, else that of all clients, nil without either.
func (s *Service) Customization(ctx context.Context, pool userpool.PoolID, client userpool.ClientID) (c *userpool.UICustomization, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		if client == userpool.AllClients {
			err = loadPool(st, pool)
		} else {
			err = loadClient(st, pool, client)
		}
		if err != nil {
			return err
		}
		c, err = st.UICustomization(pool, client)
		if errors.Is(err, userpool.ErrNotFound) {
			c, err = st.UICustomization(pool, userpool.AllClients)
		}
		if errors.Is(err, userpool.ErrNotFound) {
			c, err = nil, nil
		}
		return err
	})
	return c, err
}

// ImagePath is where pages serve the logo of a customization, below the base
// of the domain; "" without a logo.
func ImagePath(c *userpool.UICustomization) string {
	if c == nil || c.Image == nil {
		return ""
	}
	return "/assets/" + string(c.Client) + "/" + c.Version + "/image." + strings.ToLower(FormatOf(c.Image))
}

// ImageURL is the whole address of the logo, "" without a logo or a domain.
func (s *Service) ImageURL(ctx context.Context, c *userpool.UICustomization) (string, error) {
	path := ImagePath(c)
	if path == "" {
		return "", nil
	}
	base, err := s.deps.BaseOf(ctx, c.Pool)
	if err != nil || base == "" {
		return "", err
	}
	return base + path, nil
}
