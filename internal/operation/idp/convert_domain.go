package idp

import (
	"strconv"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

func domainSettingsFrom(version *int32, custom *idp.CustomDomainConfigType, routing *idp.RoutingType) domain.Settings {
	in := domain.Settings{ManagedLogin: number(version)}
	if custom != nil {
		in.Custom = &domain.Custom{CertificateARN: value(custom.CertificateArn), SecurityPolicy: value(custom.SecurityPolicy)}
	}
	if routing != nil && routing.Failover != nil {
		in.Failover = &userpool.Failover{SecondaryRegion: value(routing.Failover.SecondaryRegion),
			HealthCheckID: value(routing.Failover.PrimaryRoute53HealthCheckId)}
	}
	return in
}

func routingOf(d *userpool.Domain) *idp.RoutingType {
	if d.Failover == nil {
		return nil
	}
	return &idp.RoutingType{Failover: &idp.FailoverType{SecondaryRegion: given(d.Failover.SecondaryRegion),
		PrimaryRoute53HealthCheckId: given(d.Failover.HealthCheckID)}}
}

// distribution is the name that AWS would have its content network answer at:
// here a custom domain points to the server itself.
func distribution(d *userpool.Domain) *string {
	if !d.IsCustom() {
		return nil
	}
	return new(d.Name)
}

// domainOf describes a domain. There is no bucket behind it, and its version
// grows with each change.
func (s *Service) domainOf(d *userpool.Domain) *idp.DomainDescriptionType {
	out := &idp.DomainDescriptionType{
		UserPoolId: new(string(d.Pool)), AWSAccountId: &s.Account, Domain: &d.Name,
		CloudFrontDistribution: new(d.Name), Version: new(strconv.FormatInt(d.Modified.UnixMilli(), 10)),
		Status: new("ACTIVE"), CustomDomainConfig: &idp.CustomDomainConfigType{},
		ManagedLoginVersion: wireNumber(d.ManagedLogin), Routing: routingOf(d),
	}
	if d.IsCustom() {
		out.CustomDomainConfig.CertificateArn = given(d.CertificateARN)
		out.CustomDomainConfig.SecurityPolicy = given(d.SecurityPolicy)
	}
	return out
}
