package races

import (
	"errors"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognate-id/cognate/cognatetest"
	"github.com/cognate-id/cognate/test/postgres"
)

const (
	password = "Correct-Horse-7"
	callers  = 200
)

// A node is one server with a client that does not retry and may have all callers connected at once.
type node struct {
	*cognatetest.Server
	api *cognito.Client
}

func startNode(t *testing.T, options ...cognatetest.Option) *node {
	s := cognatetest.Start(t, options...)
	transport := &http.Transport{MaxIdleConnsPerHost: callers}
	t.Cleanup(transport.CloseIdleConnections)
	return &node{Server: s, api: cognito.New(cognito.Options{
		BaseEndpoint: &s.URL, Region: s.Region, Retryer: aws.NopRetryer{}, HTTPClient: &http.Client{Transport: transport},
		Credentials: credentials.NewStaticCredentialsProvider(s.AccessKey, s.SecretKey, ""),
	})}
}

// twoNodes share a database and the master keys.
func twoNodes(t *testing.T) (a, b *node) {
	database := postgres.New(t)
	keyring := filepath.Join(t.TempDir(), "keyring")
	options := func() []cognatetest.Option {
		return []cognatetest.Option{
			cognatetest.OnDisk(), cognatetest.With("database", database), cognatetest.With("keyring", keyring),
			cognatetest.With("issuer", "aws"), // the same on both, whose addresses differ
		}
	}
	return startNode(t, options()...), startNode(t, options()...)
}

// onEngines runs a test with one node on each engine, and with two nodes.
func onEngines(t *testing.T, test func(t *testing.T, nodes ...*node)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, startNode(t, cognatetest.OnDisk()))
	})
	t.Run("postgres, two nodes", func(t *testing.T) {
		t.Parallel()
		a, b := twoNodes(t)
		test(t, a, b)
	})
}

func (n *node) pool(t *testing.T, change func(*cognito.CreateUserPoolInput)) string {
	in := &cognito.CreateUserPoolInput{PoolName: aws.String("races")}
	if change != nil {
		change(in)
	}
	out, err := n.api.CreateUserPool(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return *out.UserPool.Id
}

func (n *node) app(t *testing.T, pool string, change func(*cognito.CreateUserPoolClientInput)) string {
	in := &cognito.CreateUserPoolClientInput{
		UserPoolId: &pool, ClientName: aws.String("races"),
		ExplicitAuthFlows: []types.ExplicitAuthFlowsType{
			types.ExplicitAuthFlowsTypeAllowUserPasswordAuth,
			types.ExplicitAuthFlowsTypeAllowUserSrpAuth, // its verifiers take less time than password hashes
		},
	}
	if change != nil {
		change(in)
	}
	out, err := n.api.CreateUserPoolClient(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return *out.UserPoolClient.ClientId
}

// user makes a user; a temporary password asks for a new one at the next sign-in.
func (n *node) user(t *testing.T, pool, name string, permanent bool) {
	_, err := n.api.AdminCreateUser(t.Context(), &cognito.AdminCreateUserInput{
		UserPoolId: &pool, Username: &name, MessageAction: types.MessageActionTypeSuppress,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.api.AdminSetUserPassword(t.Context(), &cognito.AdminSetUserPasswordInput{
		UserPoolId: &pool, Username: &name, Password: aws.String(password), Permanent: permanent,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (n *node) signIn(t *testing.T, app, name, password string) *cognito.InitiateAuthOutput {
	out, err := n.api.InitiateAuth(t.Context(), &cognito.InitiateAuthInput{
		ClientId: &app, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": name, "PASSWORD": password},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// together calls fn from many callers at once and counts the answers: the code of an error, or "" for success.
func together(n int, fn func(caller int) error) map[string]int {
	answers := make([]string, n)
	begin := make(chan struct{})
	var all sync.WaitGroup
	for caller := range n {
		all.Go(func() {
			<-begin
			answers[caller] = codeOf(fn(caller))
		})
	}
	close(begin)
	all.Wait()
	count := map[string]int{}
	for _, code := range answers {
		count[code]++
	}
	return count
}

func codeOf(err error) string {
	var coded interface{ ErrorCode() string }
	switch {
	case err == nil:
		return ""
	case errors.As(err, &coded):
		return coded.ErrorCode()
	}
	return err.Error()
}
