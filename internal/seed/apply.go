package seed

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// Operations are those that make and find things.
type Operations interface {
	CreateUserPoolAs(context.Context, userpool.PoolID, *idp.CreateUserPoolRequest) (*idp.CreateUserPoolResponse, error)
	CreateUserPool(context.Context, *idp.CreateUserPoolRequest) (*idp.CreateUserPoolResponse, error)
	DescribeUserPool(context.Context, *idp.DescribeUserPoolRequest) (*idp.DescribeUserPoolResponse, error)
	ListUserPools(context.Context, *idp.ListUserPoolsRequest) (*idp.ListUserPoolsResponse, error)
	CreateUserPoolClientAs(context.Context, userpool.ClientID, *idp.CreateUserPoolClientRequest) (*idp.CreateUserPoolClientResponse, error)
	CreateUserPoolClient(context.Context, *idp.CreateUserPoolClientRequest) (*idp.CreateUserPoolClientResponse, error)
	DescribeUserPoolClient(context.Context, *idp.DescribeUserPoolClientRequest) (*idp.DescribeUserPoolClientResponse, error)
	ListUserPoolClients(context.Context, *idp.ListUserPoolClientsRequest) (*idp.ListUserPoolClientsResponse, error)
	CreateGroup(context.Context, *idp.CreateGroupRequest) (*idp.CreateGroupResponse, error)
	GetGroup(context.Context, *idp.GetGroupRequest) (*idp.GetGroupResponse, error)
	AdminCreateUser(context.Context, *idp.AdminCreateUserRequest) (*idp.AdminCreateUserResponse, error)
	AdminGetUser(context.Context, *idp.AdminGetUserRequest) (*idp.AdminGetUserResponse, error)
	AdminSetUserPassword(context.Context, *idp.AdminSetUserPasswordRequest) (*idp.AdminSetUserPasswordResponse, error)
	AdminAddUserToGroup(context.Context, *idp.AdminAddUserToGroupRequest) error
}

// Apply makes what the file names and is not there yet. It stops at the first
// error, which names the entry; what was made before stays, and another Apply
// goes on from there.
func Apply(ctx context.Context, ops Operations, file *File) error {
	for _, p := range file.Pools {
		if err := (&pool{ops: ops, Pool: p}).apply(ctx); err != nil {
			return fmt.Errorf("seed: pool %s: %w", p.Name, err)
		}
	}
	return nil
}

// pool is one pool being filled.
type pool struct {
	Pool
	ops Operations
	id  string
}

func (p *pool) apply(ctx context.Context) error {
	if err := p.make(ctx); err != nil {
		return err
	}
	for _, c := range p.Clients {
		if err := p.client(ctx, c); err != nil {
			return fmt.Errorf("client %s: %w", c.Name, err)
		}
	}
	for _, g := range p.Groups {
		if err := p.group(ctx, g); err != nil {
			return fmt.Errorf("group %s: %w", g.Name, err)
		}
	}
	for _, u := range p.Users {
		if err := p.user(ctx, u); err != nil {
			return fmt.Errorf("user %s: %w", u.Username, err)
		}
	}
	return nil
}

// is reports whether err is the exception of that name.
func is(err error, code userpool.Code) bool {
	var f *awsproto.Fault
	return errors.As(err, &f) && f.Code == string(code)
}

// valid checks a request against the API description, as the wire does.
func valid(v *awsproto.Violations) error {
	if f := v.Fault(string(userpool.InvalidParameter)); f != nil {
		return f
	}
	return nil
}

func (p *pool) make(ctx context.Context) error {
	found, err := p.find(ctx)
	if err != nil || found {
		return err
	}
	in := &idp.CreateUserPoolRequest{PoolName: &p.Name}
	if err := into(p.Settings, in); err != nil {
		return err
	}
	if err := valid(in.Validate()); err != nil {
		return err
	}
	var out *idp.CreateUserPoolResponse
	if p.ID != "" {
		out, err = p.ops.CreateUserPoolAs(ctx, userpool.PoolID(p.ID), in)
	} else {
		out, err = p.ops.CreateUserPool(ctx, in)
	}
	if err != nil {
		return err
	}
	p.id = *out.UserPool.Id
	return nil
}

func (p *pool) find(ctx context.Context) (bool, error) {
	if p.ID != "" {
		p.id = p.ID
		_, err := p.ops.DescribeUserPool(ctx, &idp.DescribeUserPoolRequest{UserPoolId: &p.ID})
		if is(err, userpool.ResourceNotFound) {
			return false, nil
		}
		return err == nil, err
	}
	limit := int32(60)
	for in := (&idp.ListUserPoolsRequest{MaxResults: &limit}); ; {
		page, err := p.ops.ListUserPools(ctx, in)
		if err != nil {
			return false, err
		}
		for _, other := range page.UserPools {
			if *other.Name == p.Name {
				p.id = *other.Id
				return true, nil
			}
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			return false, nil
		}
	}
}

func (p *pool) client(ctx context.Context, c Client) error {
	found, err := p.hasClient(ctx, c)
	if err != nil || found {
		return err
	}
	in := &idp.CreateUserPoolClientRequest{UserPoolId: &p.id, ClientName: &c.Name}
	if err := into(c.Settings, in); err != nil {
		return err
	}
	if err := valid(in.Validate()); err != nil {
		return err
	}
	if c.ID != "" {
		_, err = p.ops.CreateUserPoolClientAs(ctx, userpool.ClientID(c.ID), in)
	} else {
		_, err = p.ops.CreateUserPoolClient(ctx, in)
	}
	return err
}

func (p *pool) hasClient(ctx context.Context, c Client) (bool, error) {
	if c.ID != "" {
		_, err := p.ops.DescribeUserPoolClient(ctx, &idp.DescribeUserPoolClientRequest{UserPoolId: &p.id, ClientId: &c.ID})
		if is(err, userpool.ResourceNotFound) {
			return false, nil
		}
		return err == nil, err
	}
	limit := int32(60)
	for in := (&idp.ListUserPoolClientsRequest{UserPoolId: &p.id, MaxResults: &limit}); ; {
		page, err := p.ops.ListUserPoolClients(ctx, in)
		if err != nil {
			return false, err
		}
		for _, other := range page.UserPoolClients {
			if *other.ClientName == c.Name {
				return true, nil
			}
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			return false, nil
		}
	}
}

func (p *pool) group(ctx context.Context, g Group) error {
	_, err := p.ops.GetGroup(ctx, &idp.GetGroupRequest{UserPoolId: &p.id, GroupName: &g.Name})
	if !is(err, userpool.ResourceNotFound) {
		return err
	}
	in := &idp.CreateGroupRequest{UserPoolId: &p.id, GroupName: &g.Name}
	if err := into(g.Settings, in); err != nil {
		return err
	}
	if err := valid(in.Validate()); err != nil {
		return err
	}
	_, err = p.ops.CreateGroup(ctx, in)
	return err
}

// forceChange is the state of a user whose password nobody has chosen yet.
const forceChange = "FORCE_CHANGE_PASSWORD"

func (p *pool) user(ctx context.Context, u User) error {
	known, err := p.ops.AdminGetUser(ctx, &idp.AdminGetUserRequest{UserPoolId: &p.id, Username: &u.Username})
	fresh := is(err, userpool.UserNotFound)
	switch {
	case fresh:
		err = p.newUser(ctx, u)
	case err == nil:
		// Made by an Apply that did not get as far as the password.
		fresh = *known.UserStatus == forceChange
	}
	if err != nil {
		return err
	}
	if fresh && u.Password != "" {
		permanent := true
		in := &idp.AdminSetUserPasswordRequest{UserPoolId: &p.id, Username: &u.Username, Password: &u.Password, Permanent: &permanent}
		if err := valid(in.Validate()); err != nil {
			return err
		}
		if _, err := p.ops.AdminSetUserPassword(ctx, in); err != nil {
			return err
		}
	}
	for _, g := range u.Groups {
		in := &idp.AdminAddUserToGroupRequest{UserPoolId: &p.id, Username: &u.Username, GroupName: &g}
		if err := p.ops.AdminAddUserToGroup(ctx, in); err != nil {
			return fmt.Errorf("group %s: %w", g, err)
		}
	}
	return nil
}

// newUser makes a user without telling her: seeds are for machines.
func (p *pool) newUser(ctx context.Context, u User) error {
	suppress := "SUPPRESS"
	in := &idp.AdminCreateUserRequest{UserPoolId: &p.id, Username: &u.Username, MessageAction: &suppress}
	for _, name := range slices.Sorted(maps.Keys(u.Attributes)) {
		value := u.Attributes[name]
		in.UserAttributes = append(in.UserAttributes, idp.AttributeType{Name: &name, Value: &value})
	}
	if err := valid(in.Validate()); err != nil {
		return err
	}
	_, err := p.ops.AdminCreateUser(ctx, in)
	return err
}
