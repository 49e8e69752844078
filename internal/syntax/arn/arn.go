// Package arn reads and prints Amazon Resource Names and matches them against
// patterns the way IAM does. It knows the six parts and their separators, not
// what any service puts into them.
package arn

import (
	"fmt"
	"strings"
)

// MaxLength is the longest accepted ARN, in bytes: twice what any API member
// that carries an ARN allows.
const MaxLength = 4096

// Anything is the pattern, and the resource of an action without
// resource-level permissions, that stands for every resource.
const Anything = "*"

// An ARN is the five fields after the "arn" label. Region and Account are
// empty for services that leave them out; Resource may itself hold colons.
type ARN struct {
	Partition string // aws, aws-cn, aws-us-gov …
	Service   string // iam, cognito-idp …
	Region    string
	Account   string // 12 digits, or aws for resources of the provider itself
	Resource  string // everything after the fifth colon
}

// Parse reads an ARN. Partition, service and resource must be there; no
// part is checked any further.
func Parse(s string) (ARN, error) {
	if len(s) > MaxLength {
		return ARN{}, fmt.Errorf("arn: longer than %d bytes", MaxLength)
	}
	parts, n := Split(s)
	if n != Parts || parts[0] != "arn" {
		return ARN{}, fmt.Errorf("arn: want arn:partition:service:region:account:resource")
	}
	a := ARN{parts[1], parts[2], parts[3], parts[4], parts[5]}
	if a.Partition == "" || a.Service == "" || a.Resource == "" {
		return ARN{}, fmt.Errorf("arn: empty partition, service or resource")
	}
	return a, nil
}

// String prints the ARN. Parse(a.String()) is a for every a that Parse gave.
func (a ARN) String() string {
	return "arn:" + a.Partition + ":" + a.Service + ":" + a.Region + ":" + a.Account + ":" + a.Resource
}

// Type returns the part of Resource before its first slash or colon, such as
// role, userpool or assumed-role, and what follows. Without a separator the
// type is empty.
func (a ARN) Type() (typ, rest string) {
	at := strings.IndexAny(a.Resource, "/:")
	if at < 0 {
		return "", a.Resource
	}
	return a.Resource[:at], a.Resource[at+1:]
}

// Parts is the number of colon-separated parts of an ARN.
const Parts = 6

// Split cuts s at its first five colons. n says how many parts there are; the
// others are empty.
func Split(s string) (parts [Parts]string, n int) {
	for n < Parts-1 {
		head, tail, more := strings.Cut(s, ":")
		parts[n] = head
		n++
		if !more {
			return parts, n
		}
		s = tail
	}
	parts[n] = s
	return parts, Parts
}
