package server

import (
	"context"
	"errors"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// targets finds what an operation is about: the ARN that policies speak of, and
// the tags of what has that ARN. What is not there has no tags; that it is
// missing is for the operation to say, to callers that may know.
type targets struct {
	db      *store.DB
	account principal.Account
	lax     bool // how issuers are read, see principal.ParseIssuer
	pool    func(context.Context, userpool.PoolID) (*userpool.Pool, error)
}

// target is the resource of one request.
type target struct {
	arn      string
	tags     []access.Tag
	boundary string // permissions boundary that it has
}

// describe sets the condition keys that follow from the resource and from what
// the request does to it.
func (t *target) describe(ctx access.Context, p awsproto.Parameters) {
	ctx.SetResourceTags(t.tags)
	for _, tag := range t.tags {
		if strings.Contains(t.arn, ":iam:") {
			ctx.Set("iam:ResourceTag/"+tag.Key, tag.Value)
		}
	}
	tags, removed := p.Tags()
	if len(tags) > 0 {
		ctx.SetTags(tags)
	}
	if len(removed) > 0 {
		ctx.Set("aws:TagKeys", removed...)
	}
	if arn := p.String("PolicyArn"); arn != "" {
		ctx.Set("iam:PolicyARN", arn)
	}
	boundary := t.boundary
	if asked := p.String("PermissionsBoundary"); asked != "" {
		boundary = asked
	}
	if boundary != "" {
		ctx.Set("iam:PermissionsBoundary", boundary)
	}
}

// find reads what the request is about.
func (f *targets) find(
	ctx context.Context, o *access.Operation, place access.Place, p awsproto.Parameters, signer *principal.Signer,
) (*target, error) {
	out := &target{}
	special := map[string]string{}
	switch {
	case strings.Contains(o.Resource, "{role}"):
		if err := f.role(ctx, p.String("RoleName"), out, special); err != nil {
			return nil, err
		}
	case strings.Contains(o.Resource, "{user}"):
		if err := f.user(ctx, p, signer, out, special); err != nil {
			return nil, err
		}
	case strings.Contains(o.Resource, "{issuer}"):
		issuer, _, err := principal.ParseIssuer(p.String("Url"), f.lax)
		if err != nil {
			issuer = p.String("Url")
		}
		special["issuer"] = issuer
	}
	out.arn = o.ARN(place, func(name string) string {
		if v, ok := special[name]; ok {
			return v
		}
		return p.String(name)
	})
	if out.tags != nil {
		return out, nil
	}
	return out, f.tagsOf(ctx, out)
}

func (f *targets) role(ctx context.Context, name string, out *target, special map[string]string) error {
	special["role"] = name
	return f.view(ctx, func(tx *store.Tx) error {
		r, err := tx.IAMRole(name)
		if err == nil {
			special["role"] = strings.TrimPrefix(r.Path, "/") + r.Name
			out.tags, out.boundary = r.Tags, r.Boundary
		}
		return err
	})
}

// user is the one that the request names, the owner of the key that it names,
// or else the caller.
func (f *targets) user(ctx context.Context, p awsproto.Parameters, signer *principal.Signer, out *target, special map[string]string) error {
	name := p.String("UserName")
	special["user"] = name
	return f.view(ctx, func(tx *store.Tx) error {
		var u *principal.User
		var err error
		switch key := p.String("AccessKeyId"); {
		case name != "":
			u, err = tx.IAMUser(name)
		case signer.Caller.Kind == access.User:
			u, err = tx.IAMUserByID(signer.OwnerID)
		case key != "":
			var found *access.Key
			if found, err = tx.FindAccessKey(key); err == nil {
				u, err = tx.IAMUserByID(found.Principal)
			}
		default:
			return principal.ErrNotFound
		}
		if err == nil {
			special["user"] = strings.TrimPrefix(u.Path, "/") + u.Name
			out.tags, out.boundary = u.Tags, u.Boundary
		}
		return err
	})
}

// view reads, and takes "not found" for an answer.
func (f *targets) view(ctx context.Context, fn func(*store.Tx) error) error {
	err := f.db.View(ctx, fn)
	if errors.Is(err, principal.ErrNotFound) || errors.Is(err, userpool.ErrNotFound) || errors.Is(err, identitypool.ErrNotFound) {
		return nil
	}
	return err
}

// tagsOf reads the tags of what out.arn names.
func (f *targets) tagsOf(ctx context.Context, out *target) error {
	if id, ok := resourceIn(out.arn, ":cognito-idp:", ":userpool/"); ok {
		p, err := f.pool(ctx, userpool.PoolID(id))
		if userpool.CodeOf(err) == userpool.ResourceNotFound {
			return nil
		}
		if err == nil {
			out.tags = tagList(p.Tags)
		}
		return err
	}
	if id, ok := resourceIn(out.arn, ":cognito-identity:", ":identitypool/"); ok {
		return f.view(ctx, func(tx *store.Tx) error {
			p, err := tx.IdentityPool(identitypool.PoolID(id))
			if err == nil {
				out.tags = tagList(p.Tags)
			}
			return err
		})
	}
	if _, name, ok := f.account.SplitName(out.arn, "policy"); ok {
		return f.view(ctx, func(tx *store.Tx) error {
			p, err := tx.ManagedPolicy(name)
			if err == nil {
				out.tags = p.Tags
			}
			return err
		})
	}
	if issuer, ok := strings.CutPrefix(out.arn, f.account.OIDCProviderARN("")); ok {
		return f.view(ctx, func(tx *store.Tx) error {
			p, err := tx.OIDCProvider(issuer)
			if err == nil {
				out.tags = p.Tags
			}
			return err
		})
	}
	return nil
}

// resourceIn cuts the id out of the ARN of a pool of that service.
func resourceIn(arn, service, kind string) (id string, ok bool) {
	if !strings.Contains(arn, service) {
		return "", false
	}
	_, id, ok = strings.Cut(arn, kind)
	return id, ok
}

func tagList(tags map[string]string) []access.Tag {
	var out []access.Tag
	for key, value := range tags {
		out = append(out, access.Tag{Key: key, Value: value})
	}
	return out
}
