package trigger

import (
	"context"
	"encoding/json"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// The forms of the event, as LambdaVersion names them.
const (
	tokenV1 = "V1_0"
	tokenV2 = "V2_0"
	tokenV3 = "V3_0"
)

// clientCredentials is the user name of tokens that belong to no user.
const clientCredentials = "ClientCredentials"

type tokenRequest struct {
	Attributes pairs               `json:"userAttributes"`
	Groups     *groupConfiguration `json:"groupConfiguration"`
	Scopes     *[]string           `json:"scopes,omitempty"`
	metadata
}

type groupConfiguration struct {
	Groups        []string `json:"groupsToOverride"`
	Roles         []string `json:"iamRolesToOverride"`
	PreferredRole *string  `json:"preferredRole"`
}

type tokenResponseV1 struct {
	Details *none `json:"claimsOverrideDetails"`
}

type tokenResponseV2 struct {
	Details *none `json:"claimsAndScopeOverrideDetails"`
}

// PreTokenGeneration asks what to change in the tokens of a user, or of a
// client if the pool's event is of the third form.
func (c *Caller) PreTokenGeneration(ctx context.Context, e hook.TokenEvent) (hook.TokenResult, error) {
	arn, version := e.Pool.Lambda.PreTokenGeneration, e.Pool.Lambda.PreTokenVersion
	machine := e.Source == hook.SourceClientCredential
	if arn == "" || machine && version != tokenV3 {
		return hook.TokenResult{}, nil
	}
	var result hook.TokenResult
	event, read := tokenEvent(e, version, machine), readTokenV2
	if version != tokenV2 && version != tokenV3 {
		read = readTokenV1
	}
	err := c.call(ctx, "PreTokenGeneration", arn, event, func(answer members) error {
		result = read(answer)
		return nil
	})
	if err != nil {
		return hook.TokenResult{}, err
	}
	return result, nil
}

func tokenEvent(e hook.TokenEvent, version string, machine bool) envelope {
	request := tokenRequest{metadata: metadataOf(e.Event)}
	if machine {
		e.User, e.Attributes, e.UserName = nil, nil, clientCredentials
	} else {
		request.Groups = &groupConfiguration{noNull(e.Groups), noNull(e.Roles), e.PreferredRole}
	}
	request.Attributes = userAttributes(e.Event)
	if version != tokenV2 && version != tokenV3 {
		return newEnvelope("TokenGeneration", e.Event, request, tokenResponseV1{})
	}
	scopes := noNull(e.Scopes)
	request.Scopes = &scopes
	event := newEnvelope("TokenGeneration", e.Event, request, tokenResponseV2{})
	event.Version = version[1:2]
	return event
}

func noNull(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// readTokenV1 reads the first form: texts for the ID token.
func readTokenV1(answer members) hook.TokenResult {
	var r hook.TokenResult
	details, there := answer.open("claimsOverrideDetails")
	if !there {
		return r
	}
	r.ID.Set = map[string][]byte{}
	for name, raw := range details.raw("claimsToAddOrOverride") {
		if kindOf(raw) != 's' && kindOf(raw) != 'n' {
			*answer.bad = true
		}
		setClaim(r.ID.Set, name, raw)
	}
	r.ID.Suppress = details.list("claimsToSuppress")
	r.Groups = groupOverride(details)
	return r
}

// readTokenV2 reads the second and third form: values of any type, both tokens
// and scopes.
func readTokenV2(answer members) hook.TokenResult {
	var r hook.TokenResult
	details, there := answer.open("claimsAndScopeOverrideDetails")
	if !there {
		return r
	}
	if id, there := details.open("idTokenGeneration"); there {
		r.ID = claimChanges(id)
	}
	if access, there := details.open("accessTokenGeneration"); there {
		r.Access = claimChanges(access)
		r.AddScopes = access.list("scopesToAdd")
		r.SuppressScopes = access.list("scopesToSuppress")
	}
	r.Groups = groupOverride(details)
	return r
}

func claimChanges(m members) hook.ClaimChanges {
	changes := hook.ClaimChanges{Set: map[string][]byte{}, Suppress: m.list("claimsToSuppress")}
	for name, raw := range m.raw("claimsToAddOrOverride") {
		if !allowedKind(name, kindOf(raw)) {
			*m.bad = true
		}
		setClaim(changes.Set, name, raw)
	}
	return changes
}

// setClaim keeps a value; null asks for nothing.
func setClaim(set map[string][]byte, name string, raw json.RawMessage) {
	if kindOf(raw) != 'n' {
		set[name] = raw
	}
}

// allowedKind reports whether a claim may have a value of that kind: four
// standard claims keep the types that their readers rely on.
func allowedKind(claim string, kind byte) bool {
	switch claim {
	case "email_verified", "phone_number_verified":
		return kind == 's' || kind == 'b' || kind == 'n'
	case "updated_at":
		return kind == 's' || kind == '0' || kind == 'n'
	case "address":
		return kind == 's' || kind == '{' || kind == 'n'
	}
	return true
}

// kindOf tells the type of a JSON value by one letter: 's' text, 'b' boolean,
// 'n' null, '0' number, '{' and '['.
func kindOf(raw json.RawMessage) byte {
	for _, c := range raw {
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		case '"':
			return 's'
		case 't', 'f':
			return 'b'
		case 'n', '{', '[':
			return c
		}
		return '0'
	}
	return 'n'
}

// groupOverride reads groupOverrideDetails. Absent, it changes nothing; null or
// empty it takes the groups away.
func groupOverride(details members) *hook.GroupOverride {
	if !details.has("groupOverrideDetails") {
		return nil
	}
	group, _ := details.open("groupOverrideDetails")
	return &hook.GroupOverride{
		Groups:        group.list("groupsToOverride"),
		Roles:         group.list("iamRolesToOverride"),
		PreferredRole: group.text("preferredRole"),
	}
}
