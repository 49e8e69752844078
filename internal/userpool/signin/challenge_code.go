package signin

import (
	"context"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/message"
)

// channel is one way a code travels.
type channel struct {
	address userpool.AttributeName
	medium  userpool.Medium
	first   userpool.Factor // as first factor
	second  userpool.Factor // as second factor
	amr     string
}

var (
	email = channel{userpool.AttrEmail, userpool.MediumEmail, userpool.FactorEmailOTP, userpool.FactorEmailOTP, amrEmail}
	sms   = channel{userpool.AttrPhone, userpool.MediumSMS, userpool.FactorSMSOTP, userpool.FactorSMSMFA, amrSMS}
)

// Digits of the codes: a first factor stands alone and is longer.
const (
	firstDigits  = 8
	secondDigits = 6
)

// firstCode is EMAIL_OTP or SMS_OTP as the first factor.
type firstCode struct{ channel }

func (c firstCode) name() string { return string(c.first) }

func (c firstCode) required(a *attempt) bool { return a.First == "" && a.Chosen == c.first }

func (c firstCode) issue(ctx context.Context, s *Service, a *attempt) (map[string]string, error) {
	p, err := s.sendCode(ctx, a, c.channel, firstDigits)
	delete(p, "USER_ID_FOR_SRP")
	return p, err
}

func (c firstCode) answer(_ context.Context, s *Service, a *attempt, answers map[string]string) error {
	if err := s.takeCode(a, answers, c.name()+"_CODE"); err != nil {
		return err
	}
	a.First = c.first
	a.proved(userpool.CountMFA, c.amr)
	to := a.CodeTo
	return a.change(func(u *userpool.User) error {
		if u.Status == userpool.Unconfirmed {
			u.Status = userpool.Confirmed
		}
		return markVerified(u, c.address, to)
	})
}

// mfaCode is SMS_MFA, or EMAIL_OTP as the second factor.
type mfaCode struct{ channel }

func (c mfaCode) name() string { return string(c.second) }

func (c mfaCode) required(a *attempt) bool { return a.mfaDue() && a.mfaPick() == c.second }

func (c mfaCode) issue(ctx context.Context, s *Service, a *attempt) (map[string]string, error) {
	return s.sendCode(ctx, a, c.channel, secondDigits)
}

func (c mfaCode) answer(_ context.Context, s *Service, a *attempt, answers map[string]string) error {
	if err := s.takeCode(a, answers, c.name()+"_CODE"); err != nil {
		return err
	}
	a.MFA = c.second
	a.proved(userpool.CountMFA, c.amr)
	to, setup := a.CodeTo, a.Setup == c.second
	return a.change(func(u *userpool.User) error {
		if setup {
			u.Attributes[c.address] = to
			if c.second == userpool.FactorSMSMFA {
				u.MFA.SMSEnabled = true
			} else {
				u.MFA.EmailEnabled = true
			}
			u.MFA.Preferred = c.second
		}
		return markVerified(u, c.address, to)
	})
}

// markVerified notes that a code reached the address, if it is still the user's.
func markVerified(u *userpool.User, a userpool.AttributeName, to string) error {
	if u.Attributes[a] == to {
		u.Attributes[a.VerifiedFlag()] = "true"
	}
	return nil
}

// sendCode makes a code and queues its message. For an unknown user it goes
// through the same motions and sends nothing.
func (s *Service) sendCode(ctx context.Context, a *attempt, c channel, digits int) (map[string]string, error) {
	to := s.destination(a, c)
	if to == "" {
		return nil, userpool.Errorf(userpool.InvalidParameter,
			"Invalid phone number provided/Unable to send the message. User pool does not have SMS configuration to send messages.")
	}
	code, err := codes.Numeric(s.deps.Rand, digits)
	if err != nil {
		return nil, err
	}
	a.Code, a.CodeTo = code, to
	if a.user != nil {
		r := message.Request{Pool: a.pool, User: a.user, Client: a.client.ID, Kind: userpool.MessageAuthentication,
			Medium: c.medium, To: to, Code: code, Metadata: a.metadata}
		draft, err := s.deps.Mailer.Draft(ctx, r)
		if err != nil {
			return nil, err
		}
		if draft != nil {
			a.messages = append(a.messages, *draft)
		} else {
			a.sends = append(a.sends, r)
		}
	}
	return map[string]string{
		"CODE_DELIVERY_DELIVERY_MEDIUM": string(c.medium),
		"CODE_DELIVERY_DESTINATION":     userpool.MaskDestination(c.medium, to),
		"USER_ID_FOR_SRP":               a.username(),
	}, nil
}

// sendMessages sends what one of the pool's functions has a say in, after the
// transaction that made it valid.
func (s *Service) sendMessages(ctx context.Context, a *attempt) error {
	for _, r := range a.sends {
		if err := s.deps.Mailer.Send(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) destination(a *attempt, c channel) string {
	if a.Setup == c.second && a.CodeTo != "" {
		return a.CodeTo
	}
	if a.user != nil {
		return a.user.Attributes[c.address]
	}
	addr, _ := account.Ghosts{Secret: s.deps.Secret}.Address(a.pool, a.Name, []userpool.AttributeName{c.address})
	return addr.Value
}

// takeCode compares the answer with the code that was sent. A wrong one is
// counted and leaves the Session usable.
func (s *Service) takeCode(a *attempt, answers map[string]string, key string) error {
	given := answers[key]
	if given == "" {
		return missing(key)
	}
	if !codes.Equal(given, a.Code) || a.user == nil {
		return &wrong{err: wrongCode(), kind: userpool.CountMFA}
	}
	return nil
}
