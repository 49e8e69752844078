package matrix

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/cognatetest"
)

// outcome is a cell that was tried.
type outcome struct {
	cell cell
	want []string
	ok   bool
}

// record gathers outcomes. It is safe for concurrent use.
type record struct {
	mu  sync.Mutex
	all []outcome
}

func (r *record) add(o outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, o)
}

func TestMatrix(t *testing.T) {
	needMatrix(t)
	began := time.Now()
	s := cognatetest.Start(t, cognatetest.Functions("custom="+customFunctions(t)))
	var r record
	t.Run("pools", func(t *testing.T) {
		for _, mode := range modes {
			for _, tr := range trackings {
				t.Run(fmt.Sprintf("MFA %s, %s", mode, tr), func(t *testing.T) {
					t.Parallel()
					newPool(t, s, mode, tr).run(&r)
				})
			}
		}
	})
	t.Log("\n" + r.table())
	failed := 0
	for _, o := range r.all {
		if !o.ok {
			failed++
		}
	}
	t.Logf("%d cells in %s: %d as expected, %d not", len(r.all), time.Since(began).Round(time.Second), len(r.all)-failed, failed)
}

// run makes all users, lets the pool demand what it is to demand, and signs
// everybody in.
func (p *pool) run(r *record) {
	var users []*user
	for i, c := range cellsOf(p.mode, p.tracking) {
		users = append(users, p.newUser(c, i))
	}
	p.demand()
	for _, u := range users {
		want := expected(u.cell)
		w := u.signIn()
		diff := cmp.Diff(want, w.met)
		if diff != "" {
			p.t.Errorf("%s: error %v (-want +got):\n%s", u.cell, w.err, diff)
		}
		r.add(outcome{u.cell, want, diff == ""})
	}
}

// signIn goes through the cell and looks at the tokens it gave.
func (u *user) signIn() *walk {
	w := u.walk()
	if w.last.tokens == nil {
		return w
	}
	if made := w.last.tokens.NewDeviceMetadata != nil; made != (u.tracking != untracked && !u.cell.remembered) {
		u.t.Errorf("%s: NewDeviceMetadata is there: %v", u.cell, made)
	}
	if u.cell.refreshes() {
		w.refresh()
	}
	u.check(w.last.tokens)
	return w
}

// check asks the server whose the access token is and compares its claims.
func (u *user) check(tokens *types.AuthenticationResultType) {
	u.t.Helper()
	me, err := u.api.GetUser(u.t.Context(), &cognito.GetUserInput{AccessToken: tokens.AccessToken})
	if err != nil || *me.Username != u.username {
		u.t.Errorf("%s: GetUser: %v", u.cell, err)
	}
	claims := claimsOf(u.t, *tokens.AccessToken)
	if claims["username"] != u.username || claims["client_id"] != u.client.id {
		u.t.Errorf("%s: the access token is %v's for %v", u.cell, claims["username"], claims["client_id"])
	}
	if key, _ := claims["device_key"].(string); key != u.device.key {
		u.t.Errorf("%s: device_key %q, want %q", u.cell, key, u.device.key)
	}
}

func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	_, rest, _ := strings.Cut(token, ".")
	body, _, _ := strings.Cut(rest, ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	fatal(t, err)
	var out map[string]any
	fatal(t, json.Unmarshal(raw, &out))
	return out
}

// table has a line for each flow and each course that it takes, and says for
// whom.
func (r *record) table() string {
	type class struct{ flow, course string }
	lines := map[class][]outcome{}
	var order []class
	for _, f := range flows {
		for _, o := range r.all {
			if o.cell.flow != f {
				continue
			}
			c := class{string(f), strings.Join(o.want, " → ")}
			if lines[c] == nil {
				order = append(order, c)
			}
			lines[c] = append(lines[c], o)
		}
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "flow\tcells\tfailed\tMFA\tuser has\tdevice\tcourse")
	for _, c := range order {
		all, failed := lines[c], 0
		for _, o := range all {
			if !o.ok {
				failed++
			}
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\t%s\n", c.flow, len(all), failed,
			distinct(all, func(c cell) string { return string(c.mode) }), distinct(all, func(c cell) string { return string(c.factor) }),
			distinct(all, cell.device), c.course)
	}
	_ = w.Flush()
	return b.String()
}

func distinct(all []outcome, of func(cell) string) string {
	var out []string
	for _, o := range all {
		if s := of(o.cell); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
