package userpool

import (
	"strings"
)

// PoolID is `<region>_` and nine letters or digits.
type PoolID string

// Region is the part of the id before its last underscore, "" if there is none.
func (id PoolID) Region() string {
	i := strings.LastIndexByte(string(id), '_')
	if i < 0 {
		return ""
	}
	return string(id[:i])
}

// Name is the part after the underscore. SRP hashes it as the "pool name";
// it has nothing to do with Pool.Name.
func (id PoolID) Name() string {
	return string(id[strings.LastIndexByte(string(id), '_')+1:])
}

// ARN names the pool in the given account.
func (id PoolID) ARN(account string) string {
	return "arn:aws:cognito-idp:" + id.Region() + ":" + account + ":userpool/" + string(id)
}

// ClientID is 26 lower-case letters or digits, unique over all pools: an
// unsigned call carries nothing else to find its pool by.
type ClientID string

// Sub is the immutable identifier of a user: UUID text.
type Sub string

// Username is the stored, immutable name of a user. In pools with username
// attributes it equals the sub.
type Username string

// GroupName is unique in its pool and case-sensitive.
type GroupName string

// AttributeName is `email`, `custom:team`, `dev:custom:note` and so on.
type AttributeName string

// The attributes that rules mention by name.
const (
	AttrSub               AttributeName = "sub"
	AttrEmail             AttributeName = "email"
	AttrEmailVerified     AttributeName = "email_verified"
	AttrPhone             AttributeName = "phone_number"
	AttrPhoneVerified     AttributeName = "phone_number_verified"
	AttrPreferredUsername AttributeName = "preferred_username"
	AttrIdentities        AttributeName = "identities"
)

// VerifiedFlag is the attribute that records whether a is verified, "" if a
// is not an address.
func (a AttributeName) VerifiedFlag() AttributeName {
	switch a {
	case AttrEmail:
		return AttrEmailVerified
	case AttrPhone:
		return AttrPhoneVerified
	}
	return ""
}

// Medium is the channel that reaches the address held in a, "" for attributes
// that hold no address.
func (a AttributeName) Medium() Medium {
	switch a {
	case AttrEmail:
		return MediumEmail
	case AttrPhone:
		return MediumSMS
	}
	return ""
}
