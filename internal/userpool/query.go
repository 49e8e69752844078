package userpool

import "github.com/cognate-id/cognate/internal/syntax/filter"

// The attributes of a listing filter that no user carries as an attribute.
const (
	AttrUsername   AttributeName = "username"
	AttrUserStatus AttributeName = "cognito:user_status"
	AttrStatus     AttributeName = "status" // "Enabled" or "Disabled"
)

// SearchAttributes are the attributes by which users can be listed.
func SearchAttributes() []AttributeName {
	return []AttributeName{
		AttrUsername, AttrEmail, AttrPhone, "name", "given_name", "family_name",
		AttrPreferredUsername, AttrSub, AttrUserStatus, AttrStatus,
	}
}

// UserQuery selects one page of the users of a pool. Values compare without
// regard to case, those of username and sub byte for byte.
type UserQuery struct {
	Attr  AttributeName // one of SearchAttributes; ignored with filter.All
	Op    filter.Op
	Value string
	After string // where the page before ended, as the store gave it; "" for the first
	Limit int    // at least 1
}

// MessageQuery selects one page of the outbox, oldest first.
type MessageQuery struct {
	To          string   // "" for every address
	Pool        PoolID   // "" for every pool
	After       *Message // the last message of the page before; nil for the first page
	Limit       int      // at least 1
	NewestFirst bool
}
