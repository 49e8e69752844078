package message

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Parcel is a one-time code together with the message that carries it.
type Parcel struct {
	code    userpool.OneTimeCode
	request Request
	draft   *userpool.Message // nil when one of the pool's functions has a say
}

// ParcelStore keeps what a Parcel holds.
type ParcelStore interface {
	Store
	PutCode(userpool.OneTimeCode) error
}

// Pack prepares the message for a code; where it goes is the code's matter, so
// Code, Medium and To of r are filled in here.
func (m *Mailer) Pack(ctx context.Context, code userpool.OneTimeCode, r Request) (*Parcel, error) {
	r.Code, r.Medium, r.To = code.Value, code.Attribute.Medium(), code.Destination
	draft, err := m.Draft(ctx, r)
	if err != nil {
		return nil, err
	}
	return &Parcel{code: code, request: r, draft: draft}, nil
}

// Put stores the code, which replaces an earlier one, and its message if that
// depends on nothing but the pool. It belongs into the transaction that
// decides on the code and may run twice.
func (p *Parcel) Put(s ParcelStore) error {
	if err := s.PutCode(p.code); err != nil {
		return err
	}
	if p.draft == nil {
		return nil
	}
	return s.InsertMessage(*p.draft)
}

// Receipt tells the caller where the code goes.
func (p *Parcel) Receipt() userpool.CodeDelivery {
	medium := p.request.Medium
	return userpool.CodeDelivery{
		Destination: userpool.MaskDestination(medium, p.request.To), Medium: medium, Attribute: p.code.Attribute,
	}
}

// Deliver completes a stored Parcel: it calls the pool's functions if they
// have a say. u is the user as stored.
func (m *Mailer) Deliver(ctx context.Context, p *Parcel, u *userpool.User) error {
	if p.draft != nil {
		return nil
	}
	r := p.request
	r.User = u
	return m.Send(ctx, r)
}
