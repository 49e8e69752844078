package terms

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/url"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/userpool"
)

// The limits of terms.
const (
	MaxTerms = 40 // in a pool
	MaxPage  = 60 // in a page of a list, and in one whose size is left open
)

// Store is what this package reads and writes within one transaction. A row
// that is not there is userpool.ErrNotFound, a taken key userpool.ErrExists.
type Store interface {
	Pool(userpool.PoolID) (*userpool.Pool, error)
	Client(userpool.ClientID) (*userpool.Client, error)
	Terms(pool userpool.PoolID, id string) (*userpool.Terms, error)
	TermsOfClient(userpool.PoolID, userpool.ClientID, string) (*userpool.Terms, error)
	TermsOfPool(pool userpool.PoolID, after string, limit int) ([]userpool.Terms, error)
	CountTerms(userpool.PoolID) (int, error)
	InsertTerms(*userpool.Terms) error
	UpdateTerms(*userpool.Terms) error
	DeleteTerms(pool userpool.PoolID, id string) error
}

// DB opens transactions. The function of an Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB   DB
	Now  func() time.Time
	Rand io.Reader
}

// Service keeps terms.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// Document is a document as a caller sends it; an update keeps what is zero.
type Document struct {
	Name, Source, Enforcement string
	Links                     map[string]string
}

func (d Document) check() error {
	for _, link := range d.Links {
		u, err := url.Parse(link)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return userpool.Errorf(userpool.InvalidParameter, "%s is not a valid URL.", link)
		}
	}
	return nil
}

// Create gives a client a document.
func (s *Service) Create(ctx context.Context, pool userpool.PoolID, client userpool.ClientID, in Document) (*userpool.Terms, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	id, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	now := s.now()
	t := &userpool.Terms{ID: id, Pool: pool, Client: client, Name: in.Name, Source: in.Source, Enforcement: in.Enforcement,
		Links: in.Links, Created: now, Modified: now}
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if err := loadClient(st, pool, client); err != nil {
			return err
		}
		if err := st.InsertTerms(t); err != nil {
			return err
		}
		n, err := st.CountTerms(pool)
		if err == nil && n > MaxTerms {
			return userpool.Errorf(userpool.LimitExceeded, "The user pool has reached its limit of %d terms documents.", MaxTerms)
		}
		return err
	})
	if errors.Is(err, userpool.ErrExists) {
		return nil, exists(t).Because(err)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Get gives terms by id.
func (s *Service) Get(ctx context.Context, pool userpool.PoolID, id string) (t *userpool.Terms, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		t, err = load(st, pool, id)
		return err
	})
	return t, err
}

// OfClient gives the terms of a name of a client.
func (s *Service) OfClient(ctx context.Context, pool userpool.PoolID, client userpool.ClientID, name string) (t *userpool.Terms, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		if err := loadClient(st, pool, client); err != nil {
			return err
		}
		t, err = st.TermsOfClient(pool, client, name)
		if errors.Is(err, userpool.ErrNotFound) {
			return userpool.Errorf(userpool.ResourceNotFound, "Terms %s do not exist for the app client %s.", name, client)
		}
		return err
	})
	return t, err
}

// Links gives the two addresses that a page of the client shows in a language
// (`french`, `portuguese-brazil` …), or those for no language in particular.
// ok is false unless the client has both documents.
func (s *Service) Links(ctx context.Context, pool userpool.PoolID, client userpool.ClientID, language string) (use, privacy string, ok bool, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		for name, to := range map[string]*string{userpool.TermsOfUse: &use, userpool.PrivacyPolicy: &privacy} {
			t, err := st.TermsOfClient(pool, client, name)
			if errors.Is(err, userpool.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			*to = cmp.Or(t.Links["cognito:"+language], t.Links["cognito:default"])
		}
		return nil
	})
	return use, privacy, use != "" && privacy != "", err
}

// Update changes what the caller sends of terms and keeps the rest.
func (s *Service) Update(ctx context.Context, pool userpool.PoolID, id string, in Document) (t *userpool.Terms, err error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) (err error) {
		if t, err = load(st, pool, id); err != nil {
			return err
		}
		if in.Name != "" && in.Name != t.Name {
			if _, err := st.TermsOfClient(pool, t.Client, in.Name); !errors.Is(err, userpool.ErrNotFound) {
				return cmp.Or[error](err, exists(&userpool.Terms{Client: t.Client, Name: in.Name}))
			}
			t.Name = in.Name
		}
		t.Source, t.Enforcement = cmp.Or(in.Source, t.Source), cmp.Or(in.Enforcement, t.Enforcement)
		if in.Links != nil {
			t.Links = in.Links
		}
		t.Modified = now
		return st.UpdateTerms(t)
	})
	return t, err
}

// Delete deletes terms.
func (s *Service) Delete(ctx context.Context, pool userpool.PoolID, id string) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		if _, err := load(st, pool, id); err != nil {
			return err
		}
		return st.DeleteTerms(pool, id)
	})
}

// Page is one page of terms; Next is "" on the last one.
type Page struct {
	Terms []userpool.Terms
	Next  string
}

// List gives up to limit terms of a pool and goes on where token says. A limit
// of 0 means MaxPage.
func (s *Service) List(ctx context.Context, pool userpool.PoolID, limit int, token string) (page Page, err error) {
	limit = cmp.Or(limit, MaxPage)
	list := []string{"terms", string(pool)}
	after, err := cursor.Parse(token, list...)
	if err != nil {
		return page, userpool.Errorf(userpool.InvalidParameter, "Invalid pagination token given.")
	}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		if err := loadPool(st, pool); err != nil {
			return err
		}
		page.Terms, err = st.TermsOfPool(pool, after, limit+1)
		return err
	})
	if len(page.Terms) > limit {
		page.Terms = page.Terms[:limit]
		page.Next = cursor.Print(page.Terms[limit-1].ID, list...)
	}
	return page, err
}

func exists(t *userpool.Terms) *userpool.Error {
	return userpool.Errorf(userpool.TermsExists, "Terms %s already exist for the app client %s.", t.Name, t.Client)
}

func loadPool(st Store, id userpool.PoolID) error {
	_, err := st.Pool(id)
	if errors.Is(err, userpool.ErrNotFound) {
		return userpool.PoolNotFound(id)
	}
	return err
}

func loadClient(st Store, pool userpool.PoolID, id userpool.ClientID) error {
	if err := loadPool(st, pool); err != nil {
		return err
	}
	c, err := st.Client(id)
	if errors.Is(err, userpool.ErrNotFound) || err == nil && c.Pool != pool {
		return userpool.ClientNotFound(id)
	}
	return err
}

func load(st Store, pool userpool.PoolID, id string) (*userpool.Terms, error) {
	if err := loadPool(st, pool); err != nil {
		return nil, err
	}
	t, err := st.Terms(pool, id)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.Errorf(userpool.ResourceNotFound, "Terms %s do not exist.", id)
	}
	return t, err
}
