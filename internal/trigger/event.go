package trigger

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// unknownSDK is what awsSdkVersion says of clients that do not tell theirs.
const unknownSDK = "aws-sdk-unknown-unknown"

// envelope is an event as it goes over the wire. The order of the members is
// Cognito's.
type envelope struct {
	Version  string `json:"version"`
	Region   string `json:"region"`
	PoolID   string `json:"userPoolId"`
	UserName string `json:"userName"`
	Caller   struct {
		SDK    string `json:"awsSdkVersion"`
		Client string `json:"clientId"`
	} `json:"callerContext"`
	Source   string `json:"triggerSource"`
	Request  any    `json:"request"`
	Response any    `json:"response"`
}

// newEnvelope fills in what all events have in common.
func newEnvelope(prefix string, e hook.Event, request, response any) envelope {
	v := envelope{
		Version: "1", Region: e.Pool.ID.Region(), PoolID: string(e.Pool.ID), UserName: e.UserName,
		Source: prefix + "_" + string(e.Source), Request: request, Response: response,
	}
	if v.UserName == "" && e.User != nil {
		v.UserName = string(e.User.Username)
	}
	v.Caller.SDK = unknownSDK
	v.Caller.Client = string(e.Client)
	if e.Client == "" {
		v.Caller.Client = string(hook.NoClient)
	}
	return v
}

// encode prints the event without escaping HTML, as Cognito's serializer does.
func (v envelope) encode() ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// none is an empty object.
type none struct{}

// pairs is a JSON object of texts in a fixed order.
type pairs []pair

type pair struct{ name, value string }

// MarshalJSON prints the object; no pairs are {}.
func (p pairs) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	buf.WriteByte('{')
	for i, member := range p {
		if i > 0 {
			buf.WriteByte(',')
		}
		if err := enc.Encode(member.name); err != nil {
			return nil, err
		}
		buf.WriteByte(':')
		if err := enc.Encode(member.value); err != nil {
			return nil, err
		}
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

// The members of userAttributes that are no attributes.
const (
	statusMember     = "cognito:user_status"
	emailAliasMember = "cognito:email_alias"
	phoneAliasMember = "cognito:phone_number_alias"
)

// userAttributes is the member of that name: for a stored user with sub,
// status and aliases; else what is known.
func userAttributes(e hook.Event) pairs {
	if e.User == nil {
		return sorted(e.Attributes)
	}
	p := pairs{{"sub", string(e.User.Sub)}}
	for _, a := range []struct {
		name   userpool.AttributeName
		member string
	}{{userpool.AttrEmail, emailAliasMember}, {userpool.AttrPhone, phoneAliasMember}} {
		if worksAsAlias(e.Pool, e.User, a.name) {
			p = append(p, pair{a.member, e.User.Attributes[a.name]})
		}
	}
	p = append(p, pair{statusMember, string(e.User.Status)})
	p = append(p, sorted(e.User.Attributes)...)
	if len(e.User.Identities) > 0 {
		p = append(p, pair{string(userpool.AttrIdentities), identities(e.User.Identities)})
	}
	return p
}

// worksAsAlias reports whether the user can be found by the address in a.
func worksAsAlias(p *userpool.Pool, u *userpool.User, a userpool.AttributeName) bool {
	if u.Attributes[a] == "" {
		return false
	}
	return p.IsUsernameAttribute(a) || p.IsAlias(a) && u.Attributes.Verified(a)
}

func sorted(attributes userpool.Attributes) pairs {
	p := make(pairs, 0, len(attributes))
	for _, n := range attributes.Names() {
		if n != userpool.AttrSub && n != userpool.AttrIdentities {
			p = append(p, pair{string(n), attributes[n]})
		}
	}
	return p
}

// identities is the attribute of that name: an array in a text.
func identities(links []userpool.LinkedIdentity) string {
	type identity struct {
		UserID       string  `json:"userId"`
		ProviderName string  `json:"providerName"`
		ProviderType string  `json:"providerType"`
		Issuer       *string `json:"issuer"`
		Primary      bool    `json:"primary"`
		Created      millis  `json:"dateCreated"`
	}
	out := make([]identity, 0, len(links))
	for _, l := range links {
		i := identity{UserID: l.UserID, ProviderName: l.Provider, ProviderType: l.ProviderType,
			Primary: l.Primary, Created: millis(l.Created)}
		if l.Issuer != "" {
			i.Issuer = &l.Issuer
		}
		out = append(out, i)
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic("cognate: internal error: identities do not encode: " + err.Error())
	}
	return string(text)
}

// millis is a time in milliseconds since 1970.
type millis time.Time

// MarshalJSON prints the number.
func (m millis) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(nil, time.Time(m).UnixMilli(), 10), nil
}

// metadata is a clientMetadata member: left out when the caller gave none.
type metadata struct {
	ClientMetadata *map[string]string `json:"clientMetadata,omitempty"`
}

func metadataOf(e hook.Event) metadata {
	if e.Metadata == nil {
		return metadata{}
	}
	return metadata{&e.Metadata}
}
