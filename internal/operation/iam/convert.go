package iam

import (
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// value gives what p points to, the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// given points to v, nil for the zero value.
func given[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// listed is a list that the answer shows even when it is empty.
func listed(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Truncate(time.Second))
}

func seconds(n *int32) time.Duration { return time.Duration(value(n)) * time.Second }

func pageFrom(marker *string, items *int32) service.Page {
	return service.Page{Marker: value(marker), Max: int(value(items))}
}

func truncated(marker string) *bool { return new(marker != "") }

func tagsFrom(in []iam.Tag) []access.Tag {
	var out []access.Tag
	for _, t := range in {
		out = append(out, access.Tag{Key: value(t.Key), Value: value(t.Value)})
	}
	return out
}

func tagsOf(tags []access.Tag) []iam.Tag {
	var out []iam.Tag
	for _, t := range tags {
		out = append(out, iam.Tag{Key: &t.Key, Value: &t.Value})
	}
	return out
}

// encoded writes a policy document as IAM returns it: percent-encoded by RFC
// 3986, where a blank is %20. Some clients decode it as a query and would take
// a plus for a blank.
func encoded(text string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

func boundaryOf(arn string) *iam.AttachedPermissionsBoundary {
	if arn == "" {
		return nil
	}
	return &iam.AttachedPermissionsBoundary{
		PermissionsBoundaryType: new(iam.PermissionsBoundaryAttachmentTypePermissionsBoundaryPolicy), PermissionsBoundaryArn: &arn,
	}
}

func (s *Service) roleOf(r *principal.Role) *iam.Role {
	return &iam.Role{
		Path: &r.Path, RoleName: &r.Name, RoleId: &r.ID, Arn: new(s.Account.RoleARN(r.Path, r.Name)),
		CreateDate: instant(r.Created), AssumeRolePolicyDocument: new(encoded(r.Trust)), Description: given(r.Description),
		MaxSessionDuration: new(int32(r.MaxSession / time.Second)), PermissionsBoundary: boundaryOf(r.Boundary),
		Tags: tagsOf(r.Tags),
	}
}

func lastUse(r *principal.Role) *iam.RoleLastUsed {
	return &iam.RoleLastUsed{LastUsedDate: instant(r.LastUsed.At), Region: given(r.LastUsed.Region)}
}

func (s *Service) userOf(u *principal.User) *iam.User {
	return &iam.User{
		Path: &u.Path, UserName: &u.Name, UserId: &u.ID, Arn: new(s.Account.UserARN(u.Path, u.Name)),
		CreateDate: instant(u.Created), PermissionsBoundary: boundaryOf(u.Boundary), Tags: tagsOf(u.Tags),
	}
}

// rootUser is how GetUser shows the account itself, which has no name.
func (s *Service) rootUser() *iam.User {
	return &iam.User{UserId: &s.Account.ID, Arn: new(s.Account.RootARN()), Path: new(principal.DefaultPath)}
}

func keyUser(u *principal.User) *string {
	if u == nil {
		return nil
	}
	return &u.Name
}

func policyOf(p *service.Policy) *iam.Policy {
	return &iam.Policy{
		PolicyName: &p.Name, PolicyId: &p.ID, Arn: &p.ARN, Path: &p.Path, DefaultVersionId: new(principal.VersionID(p.Default)),
		AttachmentCount: new(int32(p.Attached)), PermissionsBoundaryUsageCount: new(int32(p.Boundaries)),
		IsAttachable: new(true), Description: given(p.Description), CreateDate: instant(p.Created), UpdateDate: instant(p.Updated),
		Tags: tagsOf(p.Tags),
	}
}

func versionOf(v principal.PolicyVersion, isDefault bool) iam.PolicyVersion {
	return iam.PolicyVersion{
		Document: new(encoded(v.Text)), VersionId: new(principal.VersionID(v.Number)), IsDefaultVersion: &isDefault,
		CreateDate: instant(v.Created),
	}
}

func attachedOf(arns []string) []iam.AttachedPolicy {
	out := []iam.AttachedPolicy{}
	for _, arn := range arns {
		out = append(out, iam.AttachedPolicy{PolicyName: new(arn[strings.LastIndexByte(arn, '/')+1:]), PolicyArn: &arn})
	}
	return out
}

// entityFilter keeps the users of a policy that the request asks for.
func entityFilter(in *iam.ListEntitiesForPolicyRequest) func(*service.PolicyUser) bool {
	kind, usage := value(in.EntityFilter), value(in.PolicyUsageFilter)
	return func(u *service.PolicyUser) bool {
		asked := kind == "" || kind == iam.EntityTypeRole && u.Role != nil || kind == iam.EntityTypeUser && u.User != nil
		return asked && (usage == "" || u.Boundary == (usage == iam.PolicyUsageTypePermissionsBoundary))
	}
}

// samlKeysOf describes private keys; none are no list.
func samlKeysOf(keys []principal.SAMLKey) (out []iam.SAMLPrivateKey) {
	for _, k := range keys {
		out = append(out, iam.SAMLPrivateKey{KeyId: &k.ID, Timestamp: instant(k.Created)})
	}
	return out
}
