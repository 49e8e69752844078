package guard

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// Staleness bounds what a node may still believe after another one changed it.
const Staleness = time.Second

// maxKnown bounds the principals remembered; past it the memory starts anew.
const maxKnown = 10_000

// maxCompiled bounds the session policies kept compiled.
const maxCompiled = 1000

// Store is what the guard reads. Unknown names are principal.ErrNotFound.
type Store interface {
	IAMRoleByID(id string) (*principal.Role, error)
	IAMUserByID(id string) (*principal.User, error)
	InlinePolicies(owner string) ([]principal.InlinePolicy, error)
	AttachmentsOf(owner string) ([]principal.Attachment, error)
	ManagedPolicy(name string) (*principal.ManagedPolicy, error)
}

// DB opens views.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Guard needs.
type Deps struct {
	DB      DB
	Account principal.Account
	Now     func() time.Time
}

// A Guard is safe for concurrent use.
type Guard struct {
	deps Deps

	mu       sync.Mutex
	known    map[string]remembered
	epoch    uint64                    // counts calls of Forget
	compiled map[string]*access.Policy // by name and text
}

type remembered struct {
	standing *Standing // nil: there is no such principal
	read     time.Time
}

// New makes a Guard.
func New(deps Deps) *Guard {
	return &Guard{deps: deps, known: map[string]remembered{}, compiled: map[string]*access.Policy{}}
}

// Standing is a role or user with its policies, ready for evaluation.
type Standing struct {
	Role     *principal.Role // nil for a user
	User     *principal.User // nil for a role
	Identity []*access.Policy
	Boundary *access.Policy // nil without one
}

// Tags are those of the role or user.
func (s *Standing) Tags() []access.Tag {
	if s.Role != nil {
		return s.Role.Tags
	}
	return s.User.Tags
}

// Forget drops what is remembered: this node has changed a role, user or
// policy.
func (g *Guard) Forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.known)
	g.epoch++
}

// Standing gives the role or user of a unique id, AROA… or AIDA…, as it was at
// most Staleness ago; principal.ErrNotFound when there is none.
func (g *Guard) Standing(ctx context.Context, id string) (*Standing, error) {
	now := g.deps.Now()
	g.mu.Lock()
	r, ok := g.known[id]
	epoch := g.epoch
	g.mu.Unlock()
	if age := now.Sub(r.read); !ok || age < 0 || age >= Staleness {
		standing, err := g.load(ctx, id)
		if err != nil && !errors.Is(err, principal.ErrNotFound) {
			return nil, err
		}
		r = remembered{standing, now}
		g.remember(id, r, epoch)
	}
	if r.standing == nil {
		return nil, principal.ErrNotFound
	}
	return r.standing, nil
}

// remember keeps r unless something was changed while it was read.
func (g *Guard) remember(id string, r remembered, epoch uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.epoch != epoch {
		return
	}
	if len(g.known) >= maxKnown {
		clear(g.known)
	}
	g.known[id] = r
}

func (g *Guard) load(ctx context.Context, id string) (standing *Standing, err error) {
	err = g.deps.DB.View(ctx, func(st Store) error {
		standing, err = g.read(st, id)
		return err
	})
	return standing, err
}

func (g *Guard) read(st Store, id string) (*Standing, error) {
	s := &Standing{}
	var boundary string
	var err error
	if strings.HasPrefix(id, principal.RolePrefix) {
		if s.Role, err = st.IAMRoleByID(id); err == nil {
			boundary = s.Role.Boundary
		}
	} else if s.User, err = st.IAMUserByID(id); err == nil {
		boundary = s.User.Boundary
	}
	if err != nil {
		return nil, err
	}
	if s.Identity, err = g.identityPolicies(st, id); err != nil {
		return nil, err
	}
	if boundary != "" {
		if s.Boundary, err = g.Managed(st, boundary); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (g *Guard) identityPolicies(st Store, owner string) ([]*access.Policy, error) {
	inline, err := st.InlinePolicies(owner)
	if err != nil {
		return nil, err
	}
	var all []*access.Policy
	for _, p := range inline {
		compiled, err := Compile(p.Name, p.Text, policy.Inline)
		if err != nil {
			return nil, err
		}
		all = append(all, compiled)
	}
	attached, err := st.AttachmentsOf(owner)
	if err != nil {
		return nil, err
	}
	for _, a := range attached {
		if a.Boundary {
			continue
		}
		compiled, err := g.Managed(st, a.Policy)
		if err != nil {
			return nil, err
		}
		all = append(all, compiled)
	}
	return all, nil
}

// Managed compiles the version in force of a managed policy. An ARN of a policy
// that is not there is an error: to leave it out could leave out a Deny.
func (g *Guard) Managed(st Store, arn string) (*access.Policy, error) {
	p, err := g.managed(st, arn)
	if err != nil {
		return nil, fmt.Errorf("managed policy %s: %w", arn, err)
	}
	v, err := p.Version(arn, p.Default)
	if err != nil {
		return nil, err
	}
	return Compile(arn, v.Text, policy.Managed)
}

func (g *Guard) managed(st Store, arn string) (*principal.ManagedPolicy, error) {
	if p, ok := principal.AWSManaged(arn); ok {
		return p, nil
	}
	_, name, ok := g.deps.Account.SplitName(arn, "policy")
	if !ok {
		return nil, principal.PolicyNotFound(arn)
	}
	p, err := st.ManagedPolicy(name)
	if errors.Is(err, principal.ErrNotFound) {
		return nil, principal.PolicyNotFound(arn)
	}
	return p, err
}

// Compile makes the text of a policy ready for evaluation.
func Compile(name, text string, kind policy.Kind) (*access.Policy, error) {
	doc, err := policy.Parse(text, kind)
	if err != nil {
		return nil, fmt.Errorf("policy %s: %w", name, err)
	}
	return access.Compile(name, doc), nil
}
