package server

import (
	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/guard"
	"github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	operation "github.com/cognate-id/cognate/internal/operation/iam"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/upstream/assertion"
	wire "github.com/cognate-id/cognate/internal/wire/iam"
)

// partition is the first part of every ARN.
const partition = "aws"

// accountParts are the account's principals: what authentication,
// authorization and the services IAM and STS share.
type accountParts struct {
	config   *config.Config
	db       *store.DB
	deps     Deps
	account  principal.Account
	guard    *guard.Guard
	sessions *seal.Keyring // seals the tokens of temporary credentials
}

func buildAccount(c *config.Config, db *store.DB, deps Deps) (*accountParts, error) {
	sessions, err := opaqueKey(db.RootSecret(), "session credentials")
	if err != nil {
		return nil, err
	}
	account := principal.Account{Partition: partition, ID: c.Account}
	return &accountParts{
		config: c, db: db, deps: deps, account: account, sessions: sessions,
		guard: guard.New(guard.Deps{
			DB: store.Bind(db, func(tx *store.Tx) guard.Store { return tx }), Account: account, Now: deps.Now,
		}),
	}, nil
}

// place is where the resources of this deployment are.
func (a *accountParts) place() access.Place {
	return access.Place{Partition: partition, Region: a.config.Region, Account: a.config.Account}
}

// laxIssuers says whether OIDC providers may be reached by http and on ports of
// their own, which AWS refuses.
func (a *accountParts) laxIssuers() bool { return !a.config.StrictAWS }

func (a *accountParts) buildIAM() *awsproto.Service {
	return wire.Service(operation.New(operation.Deps{Account: a.account, IAM: a.iam()}))
}

func (a *accountParts) iam() *iam.Service {
	return iam.New(iam.Deps{
		DB: store.Bind(a.db, func(tx *store.Tx) iam.Store { return tx }), Account: a.account, Now: a.deps.Now, Rand: a.deps.Rand,
		Changed: a.guard.Forget, Lax: a.laxIssuers(), Metadata: assertion.Metadata, PrivateKey: assertion.PrivateKey, Policies: a.guard.PoliciesOf,
	})
}
