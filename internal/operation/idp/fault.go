package idp

import (
	"errors"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// faults is the wire form of every code that the domain raises.
var faults = map[userpool.Code]func(message string) *awsproto.Fault{
	userpool.AliasExists:                 idp.AliasExistsException,
	userpool.CodeDeliveryFailure:         idp.CodeDeliveryFailureException,
	userpool.CodeMismatch:                idp.CodeMismatchException,
	userpool.ConcurrentModification:      idp.ConcurrentModificationException,
	userpool.DeviceKeyExists:             idp.DeviceKeyExistsException,
	userpool.DuplicateProvider:           idp.DuplicateProviderException,
	userpool.EnableSoftwareTokenMFA:      idp.EnableSoftwareTokenMFAException,
	userpool.ExpiredCode:                 idp.ExpiredCodeException,
	userpool.FeatureUnavailableInTier:    idp.FeatureUnavailableInTierException,
	userpool.GroupExists:                 idp.GroupExistsException,
	userpool.InternalError:               idp.InternalErrorException,
	userpool.InvalidEmailRoleAccess:      idp.InvalidEmailRoleAccessPolicyException,
	userpool.InvalidLambdaResponse:       idp.InvalidLambdaResponseException,
	userpool.InvalidOAuthFlow:            idp.InvalidOAuthFlowException,
	userpool.InvalidParameter:            idp.InvalidParameterException,
	userpool.InvalidPassword:             idp.InvalidPasswordException,
	userpool.InvalidSmsRoleAccessPolicy:  idp.InvalidSmsRoleAccessPolicyException,
	userpool.InvalidSmsRoleTrust:         idp.InvalidSmsRoleTrustRelationshipException,
	userpool.InvalidUserPoolConfig:       idp.InvalidUserPoolConfigurationException,
	userpool.LimitExceeded:               idp.LimitExceededException,
	userpool.ManagedLoginBrandingExists:  idp.ManagedLoginBrandingExistsException,
	userpool.MFAMethodNotFound:           idp.MFAMethodNotFoundException,
	userpool.NotAuthorized:               idp.NotAuthorizedException,
	userpool.OperationNotEnabled:         idp.OperationNotEnabledException,
	userpool.PasswordHistoryViolation:    idp.PasswordHistoryPolicyViolationException,
	userpool.PasswordResetRequired:       idp.PasswordResetRequiredException,
	userpool.PreconditionNotMet:          idp.PreconditionNotMetException,
	userpool.RefreshTokenReuse:           idp.RefreshTokenReuseException,
	userpool.ResourceNotFound:            idp.ResourceNotFoundException,
	userpool.ScopeDoesNotExist:           idp.ScopeDoesNotExistException,
	userpool.SoftwareTokenMFANotFound:    idp.SoftwareTokenMFANotFoundException,
	userpool.TermsExists:                 idp.TermsExistsException,
	userpool.TierChangeNotAllowed:        idp.TierChangeNotAllowedException,
	userpool.TooManyFailedAttempts:       idp.TooManyFailedAttemptsException,
	userpool.TooManyRequests:             idp.TooManyRequestsException,
	userpool.Unauthorized:                idp.UnauthorizedException,
	userpool.UnexpectedLambda:            idp.UnexpectedLambdaException,
	userpool.UnsupportedIdentityProvider: idp.UnsupportedIdentityProviderException,
	userpool.UnsupportedOperation:        idp.UnsupportedOperationException,
	userpool.UnsupportedTokenType:        idp.UnsupportedTokenTypeException,
	userpool.UnsupportedUserState:        idp.UnsupportedUserStateException,
	userpool.UserImportInProgress:        idp.UserImportInProgressException,
	userpool.UserLambdaValidation:        idp.UserLambdaValidationException,
	userpool.UsernameExists:              idp.UsernameExistsException,
	userpool.UserNotConfirmed:            idp.UserNotConfirmedException,
	userpool.UserNotFound:                idp.UserNotFoundException,
	userpool.UserPoolAddOnNotEnabled:     idp.UserPoolAddOnNotEnabledException,
	userpool.UserPoolTagging:             idp.UserPoolTaggingException,
	userpool.WebAuthnChallengeNotFound:   idp.WebAuthnChallengeNotFoundException,
	userpool.WebAuthnClientMismatch:      idp.WebAuthnClientMismatchException,
	userpool.WebAuthnConfigMissing:       idp.WebAuthnConfigurationMissingException,
	userpool.WebAuthnNotSupported:        idp.WebAuthnCredentialNotSupportedException,
	userpool.WebAuthnNotEnabled:          idp.WebAuthnNotEnabledException,
	userpool.WebAuthnOriginNotAllowed:    idp.WebAuthnOriginNotAllowedException,
	userpool.WebAuthnRPMismatch:          idp.WebAuthnRelyingPartyMismatchException,
}

// fault gives the wire form of an error of the domain. An error that is not
// one of the domain's is left as it is: clients learn nothing of it.
func fault(err error) error {
	var e *userpool.Error
	if !errors.As(err, &e) {
		return err
	}
	wire, ok := faults[e.Code]
	if !ok {
		return err
	}
	return wire(e.Message).Because(err)
}
