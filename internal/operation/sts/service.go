package sts

import (
	service "github.com/cognate-id/cognate/internal/access/sts"
	"github.com/cognate-id/cognate/internal/wire/sts"
)

// Deps are the parts of the domain that the operations call.
type Deps struct{ STS *service.Service }

// Service implements sts.Operations.
type Service struct {
	sts.Unimplemented
	Deps
}

// New makes a Service.
func New(deps Deps) *Service { return &Service{Deps: deps} }
