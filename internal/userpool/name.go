package userpool

import "strings"

// Fold maps a name to the form in which the pool compares it: lower case
// unless the pool is case-sensitive. Phone numbers have no case.
func (p *Pool) Fold(name string) string {
	if p.IsCaseSensitive() {
		return name
	}
	return strings.ToLower(name)
}

// Names lists the names by which the user can be found: the username, the
// address of a username-attribute pool whether verified or not, and each
// verified alias. They are what the store keeps unique.
func (p *Pool) Names(u *User) []Name {
	var names []Name
	add := func(kind NameKind, value string) {
		if value == "" {
			return
		}
		value = p.Fold(value)
		for _, n := range names {
			if n.Value == value {
				return
			}
		}
		names = append(names, Name{Kind: kind, Value: value})
	}
	add(NameUsername, string(u.Username))
	for _, a := range []AttributeName{AttrEmail, AttrPhone} {
		if p.IsUsernameAttribute(a) || p.IsAlias(a) && u.Attributes.Verified(a) {
			add(NameKind(a), u.Attributes[a])
		}
	}
	if p.IsAlias(AttrPreferredUsername) {
		add(NamePreferredUsername, u.Attributes[AttrPreferredUsername])
	}
	return names
}

// NameTaken says that another user of the pool already has the name.
type NameTaken struct {
	Name  Name
	Owner Sub
}

// Error says it without the name, which may be an address.
func (e *NameTaken) Error() string { return "name of kind " + string(e.Name.Kind) + " is taken" }

// Unwrap makes a NameTaken an ErrExists.
func (e *NameTaken) Unwrap() error { return ErrExists }
