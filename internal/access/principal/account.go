package principal

import (
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/arn"
)

// An Account is the owner of everything in a deployment.
type Account struct {
	Partition string // aws, unless the deployment imitates another
	ID        string // 12 digits
}

// DefaultPath is the path of what is created without one.
const DefaultPath = "/"

// RootARN is the ARN of the account itself.
func (a Account) RootARN() string { return a.iam("root") }

// RoleARN is the ARN of a role; path begins and ends with a slash.
func (a Account) RoleARN(path, name string) string { return a.iam("role" + path + name) }

// UserARN is the ARN of a user.
func (a Account) UserARN(path, name string) string { return a.iam("user" + path + name) }

// PolicyARN is the ARN of a managed policy.
func (a Account) PolicyARN(path, name string) string { return a.iam("policy" + path + name) }

// OIDCProviderARN is the ARN of a provider by its issuer without scheme.
func (a Account) OIDCProviderARN(issuer string) string { return a.iam("oidc-provider/" + issuer) }

// SAMLProviderARN is the ARN of a provider by its name.
func (a Account) SAMLProviderARN(name string) string { return a.iam("saml-provider/" + name) }

// SessionARN is the ARN of a session of a role, in which the role's path does
// not appear.
func (a Account) SessionARN(role, session string) string {
	return a.sts("assumed-role/" + role + "/" + session)
}

// FederatedUserARN is the ARN of a session from GetFederationToken.
func (a Account) FederatedUserARN(name string) string { return a.sts("federated-user/" + name) }

// Root is the account as a caller.
func (a Account) Root() access.Caller {
	return access.Caller{Kind: access.Root, ARN: a.RootARN(), ID: a.ID, Account: a.ID}
}

func (a Account) iam(resource string) string { return a.global("iam", resource) }
func (a Account) sts(resource string) string { return a.global("sts", resource) }

func (a Account) global(service, resource string) string {
	return arn.ARN{Partition: a.Partition, Service: service, Account: a.ID, Resource: resource}.String()
}

// SplitName returns path and name from an IAM ARN's resource of the given type,
// such as role/app/reader. ok is false when s is no ARN of that type in this
// account.
func (a Account) SplitName(s, typ string) (path, name string, ok bool) {
	parsed, err := arn.Parse(s)
	if err != nil || parsed.Service != "iam" || parsed.Region != "" || parsed.Account != a.ID || parsed.Partition != a.Partition {
		return "", "", false
	}
	rest, ok := strings.CutPrefix(parsed.Resource, typ+"/")
	if !ok {
		return "", "", false
	}
	at := strings.LastIndexByte(rest, '/')
	path, name = DefaultPath+rest[:at+1], rest[at+1:]
	return path, name, name != ""
}

// CheckPath refuses paths that the pattern of the API lets pass although IAM
// does not.
func CheckPath(path string) error {
	if path == DefaultPath || len(path) > 2 && path[0] == '/' && path[len(path)-1] == '/' && !strings.Contains(path, "//") {
		return nil
	}
	return Errorf(ValidationError, "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
}
