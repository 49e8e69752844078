package signin

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
)

// selectMFAChallenge is SELECT_MFA_TYPE: the user has several second factors
// and prefers none.
type selectMFAChallenge struct{}

func (selectMFAChallenge) name() string { return stepSelectMFA }

func (selectMFAChallenge) required(a *attempt) bool {
	return a.mfaDue() && a.mfaPick() == "" && len(a.mfaChoices()) > 1
}

func (selectMFAChallenge) issue(_ context.Context, _ *Service, a *attempt) (map[string]string, error) {
	var names []string
	for _, f := range a.mfaChoices() {
		names = append(names, string(f))
	}
	p := map[string]string{"MFAS_CAN_CHOOSE": claims.StringsText(names), "USER_ID_FOR_SRP": a.username()}
	if slices.Contains(a.mfaChoices(), userpool.FactorSMSMFA) {
		p["CODE_DELIVERY_DELIVERY_MEDIUM"] = string(userpool.MediumSMS)
		p["CODE_DELIVERY_DESTINATION"] = userpool.MaskDestination(userpool.MediumSMS, a.user.Attributes[userpool.AttrPhone])
	}
	return p, nil
}

func (selectMFAChallenge) answer(_ context.Context, _ *Service, a *attempt, answers map[string]string) error {
	choice := userpool.Factor(answers["ANSWER"])
	if choice == "" {
		return missing("ANSWER")
	}
	if choice == "EMAIL_MFA" { // the documentation's word for it
		choice = userpool.FactorEmailOTP
	}
	if !slices.Contains(a.mfaChoices(), choice) {
		return userpool.Errorf(userpool.InvalidParameter, "Invalid MFA selection: %s", answers["ANSWER"])
	}
	a.MFAChosen = choice
	return nil
}
