package poolconfig

import (
	"context"
	"maps"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxTags is how many tags a pool may have.
const MaxTags = 50

// Tags gives the tags of the pool with this ARN.
func (s *Service) Tags(ctx context.Context, resource string) (map[string]string, error) {
	id, err := s.byARN(resource)
	if err != nil {
		return nil, err
	}
	p, err := s.Pool(ctx, id)
	if err != nil {
		return nil, err
	}
	return p.Tags, nil
}

// Tag adds tags to the pool with this ARN and replaces those of the same key.
func (s *Service) Tag(ctx context.Context, resource string, tags map[string]string) error {
	id, err := s.byARN(resource)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, id, func(p *userpool.Pool) error {
		all := maps.Clone(p.Tags)
		if all == nil {
			all = map[string]string{}
		}
		maps.Copy(all, tags)
		if len(all) > MaxTags {
			// TagResource does not declare UserPoolTaggingException.
			return invalid("A user pool can have at most %d tags.", MaxTags)
		}
		p.Tags = all
		return nil
	})
	return err
}

// Untag removes tags from the pool with this ARN; a key that it does not have
// is ignored.
func (s *Service) Untag(ctx context.Context, resource string, keys []string) error {
	id, err := s.byARN(resource)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, id, func(p *userpool.Pool) error {
		for _, k := range keys {
			delete(p.Tags, k)
		}
		return nil
	})
	return err
}

// byARN reads the id out of the ARN of a pool. An ARN of another account or
// region names no pool of this one.
func (s *Service) byARN(text string) (userpool.PoolID, error) {
	a, err := arn.Parse(text)
	kind, resource := a.Type()
	if err != nil || a.Service != "cognito-idp" || kind != "userpool" || resource == "" || strings.ContainsAny(resource, "/:") {
		return "", invalid("%s is not the ARN of a user pool.", text)
	}
	id := userpool.PoolID(resource)
	if a.Region != id.Region() || a.Account != s.deps.Account {
		return "", userpool.PoolNotFound(id)
	}
	return id, nil
}
