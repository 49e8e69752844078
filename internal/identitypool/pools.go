package identitypool

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
)

// Create makes a pool. Id and time are the service's to set.
func (s *Service) Create(ctx context.Context, p Pool) (*Pool, error) {
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	p.ID, p.Created = PoolID(id), s.deps.Now()
	if err := s.checkPool(&p); err != nil {
		return nil, err
	}
	err = s.deps.DB.Update(ctx, func(st Store) error { return st.InsertIdentityPool(&p) })
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// checkPool refuses settings that contradict each other.
func (s *Service) checkPool(p *Pool) error {
	for i, u := range p.UserPools {
		if u.Name == "" || u.ClientID == "" {
			return Errorf(InvalidParameter, "A Cognito identity provider needs a ProviderName and a ClientId.")
		}
		if slices.ContainsFunc(p.UserPools[:i], func(v UserPoolProvider) bool { return v.Name == u.Name && v.ClientID == u.ClientID }) {
			return Errorf(InvalidParameter, "The Cognito identity provider %s with client %s is listed twice.", u.Name, u.ClientID)
		}
	}
	for _, arn := range p.OIDCProviders {
		if !strings.Contains(arn, ":oidc-provider/") {
			return Errorf(InvalidParameter, "%s is not the ARN of an OpenID Connect provider.", arn)
		}
	}
	for _, arn := range p.SAMLProviders {
		if !strings.Contains(arn, ":saml-provider/") {
			return Errorf(InvalidParameter, "%s is not the ARN of a SAML provider.", arn)
		}
	}
	if _, social := p.Social[p.DeveloperProvider]; p.DeveloperProvider == OwnProvider || social {
		return Errorf(InvalidParameter, "%s cannot be the name of a developer provider.", p.DeveloperProvider)
	}
	return nil
}

// Describe reads a pool.
func (s *Service) Describe(ctx context.Context, id PoolID) (p *Pool, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		p, err = pool(st, id)
		return err
	})
	return p, err
}

// change applies one change to a pool.
func (s *Service) change(ctx context.Context, id PoolID, fn func(*Pool) error) (p *Pool, err error) {
	err = s.deps.DB.Update(ctx, func(st Store) error {
		if p, err = pool(st, id); err != nil {
			return err
		}
		if err := fn(p); err != nil {
			return err
		}
		return st.UpdateIdentityPool(p)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Update replaces the settings of a pool; roles, mappings and tag maps stay.
// Tags nil stay, too.
func (s *Service) Update(ctx context.Context, next Pool) (*Pool, error) {
	if err := s.checkPool(&next); err != nil {
		return nil, err
	}
	return s.change(ctx, next.ID, func(p *Pool) error {
		if p.DeveloperProvider != "" && next.DeveloperProvider != p.DeveloperProvider {
			return Errorf(InvalidParameter, "The developer provider name cannot be changed once it is set.")
		}
		next.Created, next.Roles, next.Mappings, next.TagMaps = p.Created, p.Roles, p.Mappings, p.TagMaps
		if next.Tags == nil {
			next.Tags = p.Tags
		}
		*p = next
		return nil
	})
}

// Delete deletes a pool with its identities.
func (s *Service) Delete(ctx context.Context, id PoolID) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		if _, err := pool(st, id); err != nil {
			return err
		}
		return st.DeleteIdentityPool(id)
	})
}

// List gives a page of the pools, and the token of the next.
func (s *Service) List(ctx context.Context, limit int, token string) (pools []Pool, next string, err error) {
	after, err := cursor.Parse(token, "identity pools")
	if err != nil {
		return nil, "", badToken()
	}
	err = s.deps.DB.View(ctx, func(st Store) error {
		pools, err = st.IdentityPools(PoolID(after), limit+1)
		return err
	})
	if len(pools) > limit {
		pools = pools[:limit]
		next = cursor.Print(string(pools[limit-1].ID), "identity pools")
	}
	return pools, next, err
}

func badToken() *Error { return Errorf(InvalidParameter, "Invalid pagination token given.") }

// poolOf reads the id of the pool that an ARN names.
func (s *Service) poolOf(arn string) (PoolID, error) {
	id, ok := strings.CutPrefix(arn, s.ARN(""))
	if !ok {
		return "", Errorf(InvalidParameter, "Invalid resource ARN: %s", arn)
	}
	return PoolID(id), nil
}

// MaxTags is how many tags a pool can have.
const MaxTags = 50

// TagResource adds tags to a pool.
func (s *Service) TagResource(ctx context.Context, arn string, tags map[string]string) error {
	id, err := s.poolOf(arn)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, id, func(p *Pool) error {
		all := maps.Clone(p.Tags)
		if all == nil {
			all = map[string]string{}
		}
		maps.Copy(all, tags)
		if len(all) > MaxTags {
			return Errorf(InvalidParameter, "A resource can have up to %d tags.", MaxTags)
		}
		p.Tags = all
		return nil
	})
	return err
}

// UntagResource removes tags of a pool.
func (s *Service) UntagResource(ctx context.Context, arn string, keys []string) error {
	id, err := s.poolOf(arn)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, id, func(p *Pool) error {
		p.Tags = maps.Clone(p.Tags)
		for _, key := range keys {
			delete(p.Tags, key)
		}
		return nil
	})
	return err
}

// Tags reads the tags of a pool.
func (s *Service) Tags(ctx context.Context, arn string) (map[string]string, error) {
	id, err := s.poolOf(arn)
	if err != nil {
		return nil, err
	}
	p, err := s.Describe(ctx, id)
	if err != nil {
		return nil, err
	}
	return p.Tags, nil
}
