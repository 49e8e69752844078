package idp

import (
	"github.com/cognate-id/cognate/internal/userpool/appclient"
	"github.com/cognate-id/cognate/internal/userpool/branding"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/userpool/directory"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/group"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
	"github.com/cognate-id/cognate/internal/userpool/profile"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
	"github.com/cognate-id/cognate/internal/userpool/resourceserver"
	"github.com/cognate-id/cognate/internal/userpool/session"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/userpool/terms"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// Deps are the parts of the domain that the operations call.
type Deps struct {
	Account string // twelve digits, for ARNs

	Pools   *poolconfig.Service
	Clients *appclient.Service
	Groups  *group.Service

	Domains         *domain.Service
	ResourceServers *resourceserver.Service
	Branding        *branding.Service
	Terms           *terms.Service

	SignIn *signin.Service

	Signup    *signup.Service
	Recovery  *recovery.Service
	Profile   *profile.Service
	Directory *directory.Service

	Devices  *device.Service
	Enrol    *enrol.Service
	Sessions *session.Service
	Grants   *grant.Service
}

// Service implements idp.Operations.
type Service struct {
	idp.Unimplemented
	Deps
}

// New makes a Service.
func New(deps Deps) *Service { return &Service{Deps: deps} }
