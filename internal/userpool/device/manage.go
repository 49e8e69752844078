package device

import (
	"cmp"
	"context"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxPage is the size of a page of devices that is left open, and the largest.
const MaxPage = 60

// Page is one page of devices; Next is "" on the last one.
type Page struct {
	Devices []userpool.Device
	Next    string
}

// The values of DeviceRememberedStatus.
const (
	Remembered    = "remembered"
	NotRemembered = "not_remembered"
)

// Get gives a device of the owner, or ResourceNotFound.
func (s *Service) Get(ctx context.Context, o Owner, key string) (d *userpool.Device, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		d, err = find(st, o, key)
		return err
	})
	return d, err
}

// List gives up to limit devices of the owner, by key, and goes on where token
// says. A limit of 0 means MaxPage.
func (s *Service) List(ctx context.Context, o Owner, limit int, token string) (page Page, err error) {
	limit = cmp.Or(limit, MaxPage)
	list := []string{"devices", string(o.Pool.ID), string(o.User.Sub)}
	after, err := cursor.Parse(token, list...)
	if err != nil {
		return page, userpool.Errorf(userpool.InvalidParameter, "Invalid pagination token given.")
	}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		page.Devices, err = st.Devices(o.Pool.ID, o.User.Sub, after, limit+1)
		return err
	})
	if len(page.Devices) > limit {
		page.Devices = page.Devices[:limit]
		page.Next = cursor.Print(page.Devices[limit-1].Key, list...)
	}
	return page, err
}

// SetStatus makes the device remembered or not; "" leaves it as it is.
func (s *Service) SetStatus(ctx context.Context, o Owner, key, status string) error {
	now := s.now()
	return s.deps.DB.Update(ctx, func(st Store) error {
		d, err := find(st, o, key)
		if err != nil || status == "" {
			return err
		}
		d.Remembered, d.Modified = status == Remembered, now
		return st.PutDevice(*d)
	})
}

// Forget deletes the device and ends the sign-ins made from it. That of the
// caller itself goes on until its access token expires: its refresh token is
// of no use without the device.
func (s *Service) Forget(ctx context.Context, o Owner, key string) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		if err := missing(st.DeleteDevice(o.Pool.ID, o.User.Sub, key)); err != nil {
			return err
		}
		families, err := st.FamiliesOf(o.Pool.ID, o.User.Sub)
		if err != nil {
			return err
		}
		for _, f := range families {
			if f.DeviceKey != key || f.Revoked || o.family != nil && f.ID == o.family.ID {
				continue
			}
			if err := st.RevokeFamily(o.Pool.ID, f.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
