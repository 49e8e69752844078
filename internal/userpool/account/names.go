package account

import (
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Names keeps what users are called unique. The store referees: whatever was
// read before, of two writers of one name one gets a userpool.NameTaken.
type Names interface {
	NameOwner(userpool.PoolID, string) (userpool.Sub, userpool.NameKind, error)
	SetNames(*userpool.User, []userpool.Name) error
	UserBySub(userpool.PoolID, userpool.Sub) (*userpool.User, error)
	UpdateUser(*userpool.User) error
}

// Claim makes the names of u in the store those that its attributes entitle it
// to. A name of somebody else is an error for which Taken has the words;
// force instead takes an alias away from its owner, whose address becomes
// unverified. Usernames are never taken away.
func Claim(s Names, p *userpool.Pool, u *userpool.User, force bool, now time.Time) error {
	names := p.Names(u)
	if force {
		if err := Release(s, p, u, now); err != nil {
			return err
		}
	}
	return s.SetNames(u, names)
}

// Release takes the aliases that u is about to have away from their owners.
func Release(s Names, p *userpool.Pool, u *userpool.User, now time.Time) error {
	for _, n := range p.Names(u) {
		owner, kind, err := s.NameOwner(p.ID, n.Value)
		if errors.Is(err, userpool.ErrNotFound) || err == nil && owner == u.Sub {
			continue
		}
		if err != nil {
			return err
		}
		if err := release(s, p, owner, kind, now); err != nil {
			return err
		}
	}
	return nil
}

func release(s Names, p *userpool.Pool, owner userpool.Sub, kind userpool.NameKind, now time.Time) error {
	a := userpool.AttributeName(kind)
	if a.VerifiedFlag() == "" || !p.IsAlias(a) {
		return nil
	}
	o, err := s.UserBySub(p.ID, owner)
	if err != nil {
		return err
	}
	o.Attributes[a.VerifiedFlag()] = "false"
	o.Modified = now
	if err := s.UpdateUser(o); err != nil {
		return err
	}
	return s.SetNames(o, p.Names(o))
}

// CheckFree refuses a name that u is going to have and somebody else has,
// before a function is called or a code is sent. The store decides once more
// when it is written.
func CheckFree(s Names, p *userpool.Pool, u *userpool.User) error {
	if string(u.Username) != string(u.Sub) && looksLikeSub(string(u.Username)) {
		// Callers address users by sub as well: nobody may be called like one.
		_, err := s.UserBySub(p.ID, userpool.Sub(u.Username))
		if err == nil {
			return &userpool.NameTaken{Name: userpool.Name{Kind: userpool.NameUsername, Value: string(u.Username)}}
		}
		if !errors.Is(err, userpool.ErrNotFound) {
			return err
		}
	}
	for _, n := range p.Names(u) {
		owner, _, err := s.NameOwner(p.ID, n.Value)
		switch {
		case errors.Is(err, userpool.ErrNotFound):
		case err != nil:
			return err
		case owner != u.Sub:
			return &userpool.NameTaken{Name: n, Owner: owner}
		}
	}
	return nil
}

// Maker says whose request ran into a taken name.
type Maker int

// The makers.
const (
	BySignUp Maker = iota // a user registers
	ByAdmin               // an administrator creates a user
	ByChange              // an existing user changes or confirms an address
)

// Taken puts a userpool.NameTaken in err's chain into Cognito's words; any
// other err is returned as it is.
func Taken(p *userpool.Pool, err error, by Maker) error {
	var taken *userpool.NameTaken
	if !errors.As(err, &taken) {
		return err
	}
	code := userpool.UsernameExists
	switch {
	case by == ByChange:
		code = userpool.AliasExists
	case taken.Name.Kind == userpool.NameUsername && by == ByAdmin:
		return userpool.Errorf(code, "User account already exists").Because(err)
	case taken.Name.Kind == userpool.NameUsername:
		return userpool.Errorf(code, "User already exists").Because(err)
	}
	if p.UsesUsernameAttributes() {
		return userpool.Errorf(code, "An account with the given %s already exists.", taken.Name.Kind).Because(err)
	}
	return userpool.Errorf(code, "An account with the %s already exists.", taken.Name.Kind).Because(err)
}

// Write stores a changed user together with the names that its attributes now
// entitle it to.
func Write(s Names, p *userpool.Pool, u *userpool.User) error {
	if err := s.UpdateUser(u); err != nil {
		return err
	}
	return s.SetNames(u, p.Names(u))
}

// CheckReserved is CheckFree for a user whose changed addresses may still wait
// to be verified: no code should go to an address that cannot be had.
func CheckReserved(s Names, p *userpool.Pool, u *userpool.User) error {
	probe := Copy(u)
	for n, v := range u.Pending {
		probe.Attributes[n] = v
	}
	return CheckFree(s, p, probe)
}
