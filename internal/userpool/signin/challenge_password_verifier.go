package signin

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/userpool"
)

// maxSkew is how far the TIMESTAMP of a proof may be from our clock.
const maxSkew = 5 * time.Minute

// verifierChallenge is PASSWORD_VERIFIER: the client proves by SRP that it
// knows the password. An unknown user gets a question that looks the same and
// that nobody can answer.
type verifierChallenge struct{}

func (verifierChallenge) name() string { return stepVerifier }

func (verifierChallenge) required(a *attempt) bool {
	return a.First == "" && a.Chosen == userpool.FactorPassword && a.HasSRPA
}

func (verifierChallenge) issue(_ context.Context, s *Service, a *attempt) (map[string]string, error) {
	v := s.verifier(a)
	srv, err := srp.NewServer(s.deps.Rand, v)
	if err != nil {
		return nil, err
	}
	a.srp.server = srv.State()
	return map[string]string{
		"SALT":            v.SaltHex(),
		"SRP_B":           srp.Hex(srv.B()),
		"SECRET_BLOCK":    s.sealBlock(&a.facts, a.srp),
		"USERNAME":        a.username(),
		"USER_ID_FOR_SRP": a.username(),
	}, nil
}

func (verifierChallenge) answer(_ context.Context, s *Service, a *attempt, answers map[string]string) error {
	refusal := a.checkState()
	if refusal != nil && !isWrongPassword(refusal) {
		return refusal
	}
	ok, err := s.checkProof(a, s.verifier(a), a.pool.ID.Name(), a.username(), answers)
	if err != nil {
		return err
	}
	if !ok || refusal != nil || a.user == nil || len(a.user.Password.Verifier) == 0 {
		return &wrong{err: userpool.WrongPassword(), kind: userpool.CountPassword, ends: true}
	}
	a.HasSRPA = false
	return s.passwordProved(a)
}

// verifier gives the user's SRP record, or a made-up one for a user that does
// not exist or whose password is kept as a hash.
func (s *Service) verifier(a *attempt) srp.Verifier {
	if a.user != nil && len(a.user.Password.Verifier) > 0 {
		return srp.Verifier{Salt: a.user.Password.Salt, V: a.user.Password.Verifier}
	}
	return srp.FakeVerifier(s.deps.Secret("srp unknown user"), string(a.pool.ID), a.pool.Fold(a.Name))
}

// checkProof checks the client's signature over the block and the timestamp. A
// malformed timestamp is told; everything else that is wrong is a wrong proof.
func (s *Service) checkProof(a *attempt, v srp.Verifier, group, name string, answers map[string]string) (bool, error) {
	for _, k := range []string{"PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"} {
		if answers[k] == "" {
			return false, missing(k)
		}
	}
	at, err := srp.ParseTimestamp(answers["TIMESTAMP"])
	if err != nil {
		return false, userpool.Errorf(userpool.InvalidParameter,
			"TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
	}
	if skew := s.deps.Now().Sub(at); skew > maxSkew || skew < -maxSkew {
		return false, nil
	}
	given, err := base64.StdEncoding.DecodeString(answers["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil {
		return false, nil
	}
	block, err := base64.StdEncoding.DecodeString(answers["PASSWORD_CLAIM_SECRET_BLOCK"])
	if err != nil {
		return false, nil
	}
	clientA, err := srp.ParseA(a.srp.clientA)
	if err != nil {
		return false, nil
	}
	srv, err := srp.ServerFromState(a.srp.server, v)
	if err != nil {
		return false, nil
	}
	key, err := srv.Key(clientA)
	if err != nil {
		return false, nil
	}
	return hmac.Equal(srp.Signature(key, group, name, block, answers["TIMESTAMP"]), given), nil
}
