package iam

import (
	"context"
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// CreateUser makes a user. Path may be empty; id and time are the service's to
// set.
func (s *Service) CreateUser(ctx context.Context, u principal.User) (*principal.User, error) {
	_, err := s.newPrincipal(&u.Path, u.Tags, func() (*policy.Document, error) { return nil, nil })
	if err != nil {
		return nil, err
	}
	if u.ID, err = principal.NewID(principal.UserPrefix, s.deps.Rand); err != nil {
		return nil, err
	}
	u.Created = s.deps.Now()
	err = s.update(ctx, func(st Store) error {
		if err := s.bind(st, u.ID, u.Boundary); err != nil {
			return err
		}
		return instead(st.InsertIAMUser(&u), principal.UserExists(u.Name))
	})
	if err != nil {
		return nil, err
	}
	return &u, nil
}

// User reads a user.
func (s *Service) User(ctx context.Context, name string) (u *principal.User, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		u, err = user(st, name)
		return err
	})
	return u, err
}

// UserByID reads a user by its unique id.
func (s *Service) UserByID(ctx context.Context, id string) (u *principal.User, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		u, err = st.IAMUserByID(id)
		return instead(err, principal.UserNotFound(id))
	})
	return u, err
}

func user(st Store, name string) (*principal.User, error) {
	u, err := st.IAMUser(name)
	return or(u, err, principal.UserNotFound(name))
}

// Users lists users below a path prefix.
func (s *Service) Users(ctx context.Context, prefix string, p Page) (out List[principal.User], err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		out, err = page(p, source[principal.User]{
			name: []string{"users", prefix}, read: st.IAMUsers,
			key:  func(u *principal.User) string { return principal.NameKey(u.Name) },
			keep: below(prefix, func(u *principal.User) string { return u.Path }),
		})
		return err
	})
	return out, err
}

func (s *Service) changeUser(ctx context.Context, name string, change func(Store, *principal.User) error) error {
	return s.update(ctx, func(st Store) error {
		u, err := user(st, name)
		if err != nil {
			return err
		}
		if err := change(st, u); err != nil {
			return err
		}
		return instead(st.UpdateIAMUser(u), principal.UserNotFound(name))
	})
}

// UpdateUser gives a user another path or name; "" leaves them.
func (s *Service) UpdateUser(ctx context.Context, name, newPath, newName string) error {
	if newPath != "" {
		if err := principal.CheckPath(newPath); err != nil {
			return err
		}
	}
	return s.update(ctx, func(st Store) error {
		u, err := user(st, name)
		if err != nil {
			return err
		}
		if newPath != "" {
			u.Path = newPath
		}
		if newName == "" || newName == u.Name {
			return st.UpdateIAMUser(u)
		}
		if err := st.DeleteIAMUser(u.Name); err != nil {
			return err
		}
		u.Name = newName
		return instead(st.InsertIAMUser(u), principal.UserExists(newName))
	})
}

// DeleteUser deletes a user without policies and keys.
func (s *Service) DeleteUser(ctx context.Context, name string) error {
	return s.update(ctx, func(st Store) error {
		u, err := user(st, name)
		if err != nil {
			return err
		}
		keys, err := st.AccessKeysOf(u.ID)
		if err != nil {
			return err
		}
		if len(keys) > 0 {
			return principal.Errorf(principal.DeleteConflict, "Cannot delete entity, must delete access keys first.")
		}
		if err := unused(st, u.ID); err != nil {
			return err
		}
		if err := s.bind(st, u.ID, ""); err != nil {
			return err
		}
		return instead(st.DeleteIAMUser(name), principal.UserNotFound(name))
	})
}

// TagUser adds tags to a user.
func (s *Service) TagUser(ctx context.Context, name string, tags []access.Tag) error {
	return s.changeUser(ctx, name, func(_ Store, u *principal.User) (err error) {
		u.Tags, err = principal.AddTags(u.Tags, tags)
		return err
	})
}

// UntagUser removes tags of a user.
func (s *Service) UntagUser(ctx context.Context, name string, keys []string) error {
	return s.changeUser(ctx, name, func(_ Store, u *principal.User) error {
		u.Tags = principal.RemoveTags(u.Tags, keys)
		return nil
	})
}

// A KeyOwner is whose access keys a request is about: a user, or the root of
// the account when User is nil.
type KeyOwner struct{ User *principal.User }

// RootKeys is the owner id of the account's own keys.
const RootKeys = "root"

func (o KeyOwner) id() string {
	if o.User == nil {
		return RootKeys
	}
	return o.User.ID
}

// CreateAccessKey makes a key. Its secret can never be read again.
func (s *Service) CreateAccessKey(ctx context.Context, o KeyOwner) (*access.Key, error) {
	key, err := principal.NewAccessKey(o.id(), s.deps.Now(), s.deps.Rand)
	if err != nil {
		return nil, err
	}
	err = s.update(ctx, func(st Store) error {
		if err := stillThere(st, o); err != nil {
			return err
		}
		keys, err := st.AccessKeysOf(o.id())
		if err != nil {
			return err
		}
		if o.User != nil && len(keys) >= principal.MaxAccessKeys {
			return principal.Quota("AccessKeysPerUser", principal.MaxAccessKeys)
		}
		return st.InsertAccessKey(key)
	})
	if err != nil {
		return nil, err
	}
	return &key, nil
}

// stillThere keeps a key from being made for a user that is deleted meanwhile.
func stillThere(st Store, o KeyOwner) error {
	if o.User == nil {
		return nil
	}
	_, err := st.IAMUserByID(o.User.ID)
	return instead(err, principal.UserNotFound(o.User.Name))
}

// AccessKeys lists the keys of an owner, oldest first.
func (s *Service) AccessKeys(ctx context.Context, o KeyOwner, p Page) (out List[access.Key], err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		keys, err := st.AccessKeysOf(o.id())
		if err != nil {
			return err
		}
		out, err = page(p, inMemory(keys, func(k *access.Key) string {
			return k.Created.UTC().Format(time.RFC3339Nano) + k.ID
		}, "access keys", o.id()))
		return err
	})
	return out, err
}

// UpdateAccessKey lets a key sign, or no longer.
func (s *Service) UpdateAccessKey(ctx context.Context, o KeyOwner, id string, status access.KeyStatus) error {
	return s.update(ctx, func(st Store) error {
		key, err := keyOf(st, o, id)
		if err != nil {
			return err
		}
		key.Status = status
		return st.UpdateAccessKey(key)
	})
}

// DeleteAccessKey deletes a key.
func (s *Service) DeleteAccessKey(ctx context.Context, o KeyOwner, id string) error {
	return s.update(ctx, func(st Store) error {
		if _, err := keyOf(st, o, id); err != nil {
			return err
		}
		return st.DeleteAccessKey(id)
	})
}

func keyOf(st Store, o KeyOwner, id string) (access.Key, error) {
	keys, err := st.AccessKeysOf(o.id())
	if err != nil {
		return access.Key{}, err
	}
	i := slices.IndexFunc(keys, func(k access.Key) bool { return k.ID == id })
	if i < 0 {
		return access.Key{}, principal.Errorf(principal.NoSuchEntity, "The Access Key with id %s cannot be found.", id)
	}
	return keys[i], nil
}
