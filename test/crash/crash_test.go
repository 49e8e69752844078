package crash

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
	_ "modernc.org/sqlite"             // the SQLite driver

	"github.com/cognate-id/cognate/test/postgres"
)

// killsVariable says how often the server is killed.
const killsVariable = "COGNATE_CRASH_KILLS"

// workers sign users up at the same time; life is how long the server lives at most between two kills.
const (
	workers = 4
	life    = 800 * time.Millisecond
)

func kills(t *testing.T) int {
	text := os.Getenv(killsVariable)
	if text == "" {
		return 2
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is a number from 1 on, not %q", killsVariable, text)
	}
	return n
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	survive(t, "")
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	survive(t, postgres.New(t))
}

// progress is the last step of a user that was answered with success.
type progress int

const (
	begun progress = iota // asked for, not answered: there or not there
	signedUp
	confirmed
	verified // the address is an alias
)

// A world is a pool on a server that dies now and then.
type world struct {
	client    *cognito.Client
	server    *process
	pool, app string

	mu    sync.Mutex
	users map[string]progress
}

// survive kills the server again and again and looks at what is left.
func survive(t *testing.T, database string) {
	w := newWorld(t, database)
	ctx, stop := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	for n := range workers {
		busy.Go(func() { w.work(ctx, n) })
	}
	for range kills(t) {
		timer := time.NewTimer(life/8 + rand.N(life))
		<-timer.C
		w.server.kill(t)
		w.server.start(t)
	}
	// What is answered after the last start counts as well.
	<-time.NewTimer(life).C
	stop()
	busy.Wait()
	w.server.kill(t)
	w.server.start(t)
	w.check(t)
	w.server.kill(t)
	w.notTorn(t, database)
}

func newWorld(t *testing.T, database string) *world {
	w := &world{server: newProcess(t, database), users: map[string]progress{}}
	w.server.start(t)
	w.client = cognito.New(cognito.Options{
		BaseEndpoint: &w.server.url, Region: "us-east-1", Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("crash", "crash", ""),
	})
	pool, err := w.client.CreateUserPool(t.Context(), &cognito.CreateUserPoolInput{
		PoolName: aws.String("crash"), AliasAttributes: []types.AliasAttributeType{types.AliasAttributeTypeEmail},
		AutoVerifiedAttributes: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.pool = *pool.UserPool.Id
	app, err := w.client.CreateUserPoolClient(t.Context(), &cognito.CreateUserPoolClientInput{
		UserPoolId: &w.pool, ClientName: aws.String("crash"),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.app = *app.UserPoolClient.ClientId
	return w
}

// work takes users through their steps until ctx ends. A user whose step was not answered is left alone.
func (w *world) work(ctx context.Context, worker int) {
	for user := 0; ctx.Err() == nil; user++ {
		name := fmt.Sprintf("user-%d-%d", worker, user)
		w.reach(name, begun)
		for n, step := range []func(context.Context, string) error{w.signUp, w.confirm, w.verify} {
			if err := step(ctx, name); err != nil {
				w.server.ready(ctx, startLimit)
				break
			}
			w.reach(name, progress(n+1))
		}
	}
}

func (w *world) reach(name string, p progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users[name] = p
}

func address(name string) string { return name + "@example.com" }

func (w *world) signUp(ctx context.Context, name string) error {
	_, err := w.client.SignUp(ctx, &cognito.SignUpInput{
		ClientId: &w.app, Username: &name, Password: aws.String("Correct-Horse-7"),
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: aws.String(address(name))}},
	})
	return err
}

func (w *world) confirm(ctx context.Context, name string) error {
	_, err := w.client.AdminConfirmSignUp(ctx, &cognito.AdminConfirmSignUpInput{UserPoolId: &w.pool, Username: &name})
	return err
}

func (w *world) verify(ctx context.Context, name string) error {
	_, err := w.client.AdminUpdateUserAttributes(ctx, &cognito.AdminUpdateUserAttributesInput{
		UserPoolId: &w.pool, Username: &name,
		UserAttributes: []types.AttributeType{{Name: aws.String("email_verified"), Value: aws.String("true")}},
	})
	return err
}

// check looks for everything that was answered with success.
func (w *world) check(t *testing.T) {
	counts := map[progress]int{}
	for name, reached := range w.users {
		counts[reached]++
		if reached == begun {
			continue
		}
		user, err := w.client.AdminGetUser(t.Context(), &cognito.AdminGetUserInput{UserPoolId: &w.pool, Username: &name})
		if err != nil {
			t.Errorf("%s signed up and is gone: %v", name, err)
			continue
		}
		if reached >= confirmed && user.UserStatus != types.UserStatusTypeConfirmed {
			t.Errorf("%s was confirmed and is %s", name, user.UserStatus)
		}
		if reached < verified {
			continue
		}
		byAlias, err := w.client.AdminGetUser(t.Context(), &cognito.AdminGetUserInput{UserPoolId: &w.pool, Username: aws.String(address(name))})
		if err != nil || *byAlias.Username != name {
			t.Errorf("%s verified an address that leads nowhere: %v", name, err)
		}
	}
	t.Logf("users without an answer: %d; last answer to sign-up: %d, to confirmation: %d, to verification: %d",
		counts[begun], counts[signedUp], counts[confirmed], counts[verified])
	if counts[verified] == 0 {
		t.Error("nobody got to the end: the test has shown nothing")
	}
}

// torn are questions to the database whose answer must be 0.
var torn = map[string]string{
	"names without user": `SELECT count(*) FROM names n LEFT JOIN users u ON u.pool = n.pool AND u.sub = n.sub WHERE u.sub IS NULL`,
	"users without username": `SELECT count(*) FROM users u LEFT JOIN names n
		ON n.pool = u.pool AND n.sub = u.sub AND n.kind = 'username' WHERE n.sub IS NULL`,
	"users and messages of sign-up": `SELECT (SELECT count(*) FROM users) - (SELECT count(*) FROM messages)`,
}

// notTorn looks into the tables of the dead server.
func (w *world) notTorn(t *testing.T, database string) {
	driver := "pgx"
	if database == "" {
		driver = "sqlite"
		files, err := filepath.Glob(filepath.Join(w.dataDir(), "*.db"))
		if err != nil || len(files) != 1 {
			t.Fatalf("databases %v, %v", files, err)
		}
		database = files[0]
	}
	db, err := sql.Open(driver, database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for what, query := range torn {
		var n int
		if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
}

func (w *world) dataDir() string {
	for i, arg := range w.server.args {
		if arg == "--data" {
			return w.server.args[i+1]
		}
	}
	return ""
}
