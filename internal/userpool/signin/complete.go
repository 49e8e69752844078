package signin

import (
	"context"
	"errors"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// complete ends an attempt that owes nothing more: the PostAuthentication
// function may still refuse, then tokens are minted, then everything is stored
// in one transaction. Only what was stored is answered.
func (s *Service) complete(ctx context.Context, a *attempt) (*Outcome, error) {
	if a.user == nil {
		return nil, userpool.WrongPassword() // where custom authentication of an unknown user ends
	}
	if a.First == "" && !a.CustomDone {
		return nil, errors.New("cognate: internal error: sign-in without a first factor")
	}
	out := &Outcome{}
	newDevice, err := s.newDevice(a)
	if err != nil {
		return nil, err
	}
	if err := s.deps.Hooks.PostAuthentication(ctx, a.event("Authentication"), newDevice != nil); err != nil {
		return nil, s.failed(ctx, a, err)
	}
	if a.Hosted {
		out.Done = &Done{User: a.user, AMR: methods(a.AMR), ACR: a.pool.ACRName(level(a.AMR)), At: s.deps.Now()}
		return out, s.commit(ctx, a)
	}
	t, err := s.mint(ctx, a, newDevice)
	if err != nil {
		return nil, s.failed(ctx, a, err)
	}
	if err := s.commit(ctx, a); err != nil {
		return nil, err
	}
	out.Tokens, out.NewDevice = t, newDevice
	return out, nil
}

// failed spends the Session of a sign-in that a function refused at the end:
// the proof must not be usable to try again.
func (s *Service) failed(ctx context.Context, a *attempt, cause error) error {
	if a.spent == "" {
		return cause
	}
	err := s.deps.DB.Update(ctx, func(st Store) error {
		ok, err := st.Spend(userpool.Spent{ID: a.spent, Expires: a.spentUntil})
		if err == nil && !ok {
			return usedSession()
		}
		return err
	})
	if err != nil {
		return err
	}
	return cause
}

// mint makes the token family and the tokens.
func (s *Service) mint(ctx context.Context, a *attempt, d *NewDevice) (*token.Tokens, error) {
	f, err := s.family(a, d)
	if err != nil {
		return nil, err
	}
	var groups []userpool.Group
	err = s.deps.DB.View(ctx, func(st Store) (err error) { groups, err = st.GroupsOf(a.Pool, a.Sub); return err })
	if err != nil {
		return nil, err
	}
	t, err := s.deps.Tokens.Mint(ctx, token.Grant{
		Pool: a.pool, Client: a.client, User: a.user, Groups: groups, Family: f,
		Source: a.tokenSource(), Metadata: a.metadata, DeviceConfirmed: a.device != nil,
	})
	if err != nil {
		return nil, err
	}
	t.Refresh = s.deps.Tokens.RefreshToken(f)
	a.write(func(st Store) error {
		if err := token.MakeRoom(st, a.pool, f); err != nil {
			return err
		}
		return st.InsertFamily(*f)
	})
	return &t, nil
}

func (s *Service) family(a *attempt, d *NewDevice) (*userpool.TokenFamily, error) {
	now := s.deps.Now()
	id, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	event, err := codes.UUID(s.deps.Rand)
	if err != nil {
		return nil, err
	}
	f := &userpool.TokenFamily{
		Pool: a.Pool, ID: id, Sub: a.Sub, Client: a.Client, Epoch: a.user.TokenEpoch, AuthTime: now, Created: now,
		Expires: now.Add(a.client.RefreshTTL()), EventID: event, LastActive: now, IP: a.peer.IP, Agent: a.peer.Agent,
	}
	if a.pool.Tier != userpool.TierLite {
		f.AMR, f.ACR = methods(a.AMR), a.pool.ACRName(level(a.AMR))
	}
	switch {
	case d != nil:
		f.DeviceKey = d.Key
	case a.device != nil:
		f.DeviceKey = a.device.Key
	}
	if a.pool.Sessions.Enabled {
		f.SessionID, err = token.NewSessionID(s.deps.Rand, "tkn")
	}
	return f, err
}

// newDevice names the device of a sign-in from one that the pool does not know.
func (s *Service) newDevice(a *attempt) (*NewDevice, error) {
	if a.pool.Devices == nil || a.device != nil || a.Hosted {
		return nil, nil
	}
	key, err := factor.NewDeviceKey(s.deps.Rand, a.Pool)
	if err != nil {
		return nil, err
	}
	return &NewDevice{Key: key, GroupKey: factor.DeviceGroupKey(s.deps.Secret, key)}, nil
}

func (a *attempt) tokenSource() hook.Source {
	switch {
	case a.DeviceProved:
		return hook.SourceDevice
	case a.NewPassword:
		return hook.SourceNewPassword
	}
	return hook.SourceAuthentication
}
