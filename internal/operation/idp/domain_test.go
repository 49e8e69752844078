package idp_test

import "testing"

const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1"

func TestPrefixDomain(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool, other := a.pool(t, nil), a.pool(t, m{"UserPoolTier": "LITE"})
	same(t, a.must(t, "DescribeUserPoolDomain", m{"Domain": "acme"}), `{"DomainDescription":{}}`)
	same(t, a.must(t, "CreateUserPoolDomain", m{"UserPoolId": pool, "Domain": "acme"}), `{}`)
	described := a.must(t, "DescribeUserPoolDomain", m{"Domain": "acme"})["DomainDescription"].(m)
	if described["Version"] == "" {
		t.Error("no version")
	}
	delete(described, "Version")
	same(t, described, `{"UserPoolId":"`+pool+`","AWSAccountId":"`+account+`","Domain":"acme","CloudFrontDistribution":"acme","Status":"ACTIVE",
		"CustomDomainConfig":{},"ManagedLoginVersion":1}`)
	if got := a.must(t, "DescribeUserPool", m{"UserPoolId": pool})["UserPool"].(m); got["Domain"] != "acme" || got["CustomDomain"] != nil {
		t.Errorf("pool shows domains %v, %v", got["Domain"], got["CustomDomain"])
	}
	same(t, a.must(t, "UpdateUserPoolDomain", m{"UserPoolId": pool, "Domain": "acme", "ManagedLoginVersion": 2}), `{"ManagedLoginVersion":2}`)

	const invalid = "InvalidParameterException: "
	for _, tt := range []struct {
		name, operation string
		body            m
		want            string
	}{
		{"pool", "CreateUserPoolDomain", m{"UserPoolId": "us-east-1_unknown00", "Domain": "x"}, "ResourceNotFoundException: User pool us-east-1_unknown00 does not exist."},
		{"taken", "CreateUserPoolDomain", m{"UserPoolId": other, "Domain": "acme"}, invalid + "Domain already associated with another user pool."},
		{"second", "CreateUserPoolDomain", m{"UserPoolId": pool, "Domain": "two"}, invalid + "The user pool already has a domain of this kind: acme."},
		{"again", "CreateUserPoolDomain", m{"UserPoolId": pool, "Domain": "acme"}, invalid + "Domain already associated with another user pool."},
		{"upper case", "CreateUserPoolDomain", m{"UserPoolId": other, "Domain": "Acme"}, invalid + `The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. Please enter a different name that follows this format: ^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$`},
		{"reserved", "CreateUserPoolDomain", m{"UserPoolId": other, "Domain": "my-aws-app"}, invalid + "Domain cannot contain reserved word: aws"},
		{"look in LITE", "CreateUserPoolDomain", m{"UserPoolId": other, "Domain": "lite", "ManagedLoginVersion": 2}, "FeatureUnavailableInTierException: The following feature is not available for the LITE pricing tier configured: Managed Login Version 2"},
		{"unknown look", "CreateUserPoolDomain", m{"UserPoolId": other, "Domain": "lite", "ManagedLoginVersion": 3}, invalid + "Invalid ManagedLoginVersion: 3. It must be 1 or 2."},
		{"routing", "CreateUserPoolDomain", m{"UserPoolId": other, "Domain": "lite", "Routing": m{"Failover": m{"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "x"}}}, invalid + "Routing can only be configured for custom domains."},
		{"update of others", "UpdateUserPoolDomain", m{"UserPoolId": other, "Domain": "acme"}, invalid + "No such domain or user pool exists."},
		{"certificate of a prefix", "UpdateUserPoolDomain", m{"UserPoolId": pool, "Domain": "acme", "CustomDomainConfig": m{"CertificateArn": certificate}}, invalid + "CustomDomainConfig can only be configured for custom domains."},
		{"delete of others", "DeleteUserPoolDomain", m{"UserPoolId": other, "Domain": "acme"}, invalid + "No such domain or user pool exists."},
		{"delete of unknown", "DeleteUserPoolDomain", m{"UserPoolId": pool, "Domain": "x"}, invalid + "No such domain or user pool exists."},
		{"pool in use", "DeleteUserPool", m{"UserPoolId": pool}, invalid + "User pool cannot be deleted. It has a domain configured that should be deleted first."},
	} {
		t.Run(tt.name, func(t *testing.T) { a.refused(t, tt.operation, tt.body, tt.want) })
	}
	a.must(t, "CreateUserPoolDomain", m{"UserPoolId": other, "Domain": "awsome-cognitos"}) // whole words only
	same(t, a.must(t, "DeleteUserPoolDomain", m{"UserPoolId": pool, "Domain": "acme"}), `{}`)
	a.must(t, "DeleteUserPool", m{"UserPoolId": pool})
	same(t, a.must(t, "DescribeUserPoolDomain", m{"Domain": "acme"}), `{"DomainDescription":{}}`)
}

func TestCustomDomain(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	config := m{"CertificateArn": certificate}
	const invalid = "InvalidParameterException: "
	a.refused(t, "CreateUserPoolDomain", m{"UserPoolId": pool, "Domain": "login", "CustomDomainConfig": config}, invalid+"Custom domain is not a valid subdomain")
	a.refused(t, "CreateUserPoolDomain", m{"UserPoolId": pool, "Domain": "-x.example.com", "CustomDomainConfig": config}, invalid+"Custom domain is not a valid subdomain")
	routing := m{"Failover": m{"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "check"}}
	same(t, a.must(t, "CreateUserPoolDomain", m{"UserPoolId": pool, "Domain": "login.example.com", "CustomDomainConfig": config, "Routing": routing}),
		`{"CloudFrontDomain":"login.example.com","Routing":{"Failover":{"SecondaryRegion":"us-west-2","PrimaryRoute53HealthCheckId":"check"}}}`)
	a.must(t, "CreateUserPoolDomain", m{"UserPoolId": pool, "Domain": "acme"}) // one of each kind
	a.must(t, "UpdateUserPoolDomain", m{"UserPoolId": pool, "Domain": "login.example.com", "CustomDomainConfig": m{"CertificateArn": certificate, "SecurityPolicy": "TLS_V1_3_2025"}})
	got := a.must(t, "DescribeUserPoolDomain", m{"Domain": "login.example.com"})["DomainDescription"].(m)
	same(t, got["CustomDomainConfig"].(m), `{"CertificateArn":"`+certificate+`","SecurityPolicy":"TLS_V1_3_2025"}`)
	same(t, got["Routing"].(m), `{"Failover":{"SecondaryRegion":"us-west-2","PrimaryRoute53HealthCheckId":"check"}}`)
	p := a.must(t, "DescribeUserPool", m{"UserPoolId": pool})["UserPool"].(m)
	if p["Domain"] != "acme" || p["CustomDomain"] != "login.example.com" {
		t.Errorf("pool shows %v, %v", p["Domain"], p["CustomDomain"])
	}
}
