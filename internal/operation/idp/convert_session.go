package idp

import (
	"github.com/cognate-id/cognate/internal/userpool/session"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// sessionsOf gives a list that is sent even when it is empty. Where a session
// is in the world is not known without a database of addresses.
func sessionsOf(list []session.Session) []idp.SessionDescriptionType {
	out := make([]idp.SessionDescriptionType, len(list))
	for i := range list {
		x := &list[i]
		out[i] = idp.SessionDescriptionType{
			SessionId: &x.ID, SessionType: &x.Type, ClientId: new(string(x.Client)), CreateDate: &x.Created,
			LastActiveDate: &x.LastActive, DeviceType: &x.Device, LastIPAddress: given(x.IP),
			LastLocation: &idp.SessionLocationType{Country: new(session.Unknown)}, OriginSessionId: given(x.Origin),
			IsCurrentSession: &x.Current,
		}
	}
	return out
}

// linked reads RevokeAssociatedSessions.
func linked(p *string) bool { return value(p) == idp.RevokeAssociatedSessionsTypeLinked }
