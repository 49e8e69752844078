package hostedui

import (
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/profile"
)

// changeProfile writes the attributes that the form has changed.
func (v *visit) changeProfile(u *userpool.User) error {
	r := profile.UpdateRequest{Token: v.bearer()}
	var removed []userpool.AttributeName
	for key := range v.r.PostForm {
		name, ok := strings.CutPrefix(key, "attr.")
		if !ok {
			continue
		}
		n := userpool.AttributeName(name)
		value := v.attribute(n)
		switch {
		case value == u.Attributes[n]:
		case value == "":
			removed = append(removed, n)
		default:
			r.Attributes = append(r.Attributes, account.Given{Name: n, Value: &value})
		}
	}
	if len(removed) > 0 {
		if err := v.pages.deps.Account.Profile.DeleteAttributes(v.ctx(), v.bearer(), removed); err != nil {
			return err
		}
	}
	if len(r.Attributes) == 0 {
		return nil
	}
	_, err := v.pages.deps.Account.Profile.UpdateAttributes(v.ctx(), r)
	return err
}

// changePassword sets a new password of a user who knows the old one or has
// none.
func (v *visit) changePassword(u *userpool.User) error {
	password := v.value("new_password")
	if password == "" || u.HasPassword() && v.value("password") == "" {
		return userpool.Errorf(userpool.InvalidParameter, "%s", v.Text("err_required"))
	}
	if password != v.value("confirm_password") {
		return userpool.Errorf(userpool.InvalidParameter, "%s", v.Text("err_mismatch"))
	}
	var previous *string
	if u.HasPassword() {
		old := v.value("password")
		previous = &old
	}
	return v.pages.deps.Account.Profile.ChangePassword(v.ctx(), v.bearer(), previous, password)
}
