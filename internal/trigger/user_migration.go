package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type userMigrationRequest struct {
	Password   *string           `json:"password"`
	Validation map[string]string `json:"validationData"`
	Attributes *none             `json:"userAttributes"` // always null
	metadata
}

type userMigrationResponse struct {
	Attributes   *none   `json:"userAttributes"`
	ForceAlias   *bool   `json:"forceAliasCreation"`
	EnableSMSMFA *bool   `json:"enableSMSMFA"`
	Status       *string `json:"finalUserStatus"`
	Action       *string `json:"messageAction"`
	Mediums      *none   `json:"desiredDeliveryMediums"`
}

// MigrateUser asks for a user that the pool does not know. password is nil
// when a forgotten one is to be reset.
func (c *Caller) MigrateUser(ctx context.Context, e hook.Event, password *string) (hook.MigrationResult, error) {
	var result hook.MigrationResult
	arn := e.Pool.Lambda.UserMigration
	if arn == "" {
		return result, nil
	}
	request := userMigrationRequest{Password: password, Validation: e.Validation, metadata: metadataOf(e)}
	event := newEnvelope("UserMigration", e, request, userMigrationResponse{})
	err := c.call(ctx, "UserMigration", arn, event, func(answer members) error {
		result = migrated(answer)
		return nil
	})
	if err != nil {
		return hook.MigrationResult{}, err
	}
	return result, nil
}

// migrated reads the answer. An answer without attributes describes nobody.
func migrated(answer members) hook.MigrationResult {
	r := hook.MigrationResult{
		Status:       answer.text("finalUserStatus"),
		ForceAlias:   answer.flag("forceAliasCreation"),
		EnableSMSMFA: answer.flag("enableSMSMFA"),
	}
	switch answer.text("messageAction") {
	case "", "RESEND":
	case "SUPPRESS":
		r.Suppress = true
	default:
		*answer.bad = true
	}
	for _, m := range answer.list("desiredDeliveryMediums") {
		medium := userpool.Medium(m)
		if medium != userpool.MediumSMS && medium != userpool.MediumEmail {
			*answer.bad = true
		}
		r.Mediums = append(r.Mediums, medium)
	}
	attributes := answer.texts("userAttributes")
	if len(attributes) == 0 {
		return hook.MigrationResult{}
	}
	r.Found, r.Attributes = true, make(userpool.Attributes, len(attributes))
	for name, value := range attributes {
		r.Attributes[userpool.AttributeName(name)] = value
	}
	return r
}
