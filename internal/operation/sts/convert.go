package sts

import (
	"context"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	service "github.com/cognate-id/cognate/internal/access/sts"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/wire/sts"
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

func seconds(n *int32) time.Duration { return time.Duration(value(n)) * time.Second }

// signer is who signed the request.
func signer(ctx context.Context) *principal.Signer {
	caller, _ := awsproto.CallerFrom(ctx)
	return &caller.Signer
}

func texts(policy *string) []string {
	if policy == nil {
		return nil
	}
	return []string{*policy}
}

func arns(list []sts.PolicyDescriptorType) []string {
	var out []string
	for _, p := range list {
		out = append(out, value(p.Arn))
	}
	return out
}

func tagsFrom(list []sts.Tag) []access.Tag {
	var out []access.Tag
	for _, t := range list {
		out = append(out, access.Tag{Key: value(t.Key), Value: value(t.Value)})
	}
	return out
}

func credentialsOf(c *service.Credentials) *sts.Credentials {
	return &sts.Credentials{
		AccessKeyId: &c.Session.AccessKeyID, SecretAccessKey: new(string(c.Session.Secret)), SessionToken: &c.Token,
		Expiration: new(c.Session.ExpiresAt.UTC()),
	}
}

func assumedUserOf(c *service.Credentials) *sts.AssumedRoleUser {
	return &sts.AssumedRoleUser{Arn: &c.ARN, AssumedRoleId: &c.ID}
}

func packedOf(c *service.Credentials) *int32 { return given(int32(c.PackedSize)) }
