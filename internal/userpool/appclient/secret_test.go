package appclient_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
)

const ownSecret = "a_secret_of_the_callers_own"

func TestFirstSecret(t *testing.T) {
	t.Parallel()
	f := start()
	c := f.create(t, secret(settings{}))
	if len(c.Secrets) != 1 || !regexp.MustCompile(`^[0-9a-z]{52}$`).MatchString(c.Secrets[0].Value) {
		t.Errorf("generated %v", c.Secrets)
	}
	c = f.create(t, appclient.NewClient{Secret: ownSecret})
	want := []userpool.ClientSecret{{ID: fmt.Sprintf("%s--%d", c.ID, noon.Unix()), Value: ownSecret, Created: noon}}
	if diff := cmp.Diff(want, c.Secrets); diff != "" {
		t.Errorf("given (-want +got)\n%s", diff)
	}
	_, err := f.Create(context.Background(), poolID, appclient.NewClient{Secret: ownSecret, GenerateSecret: true})
	wantError(t, err, ip+"GenerateSecret and ClientSecret cannot be set together.")
}

func TestTwoSecrets(t *testing.T) {
	t.Parallel()
	f := start()
	ctx := context.Background()
	c := f.create(t, appclient.NewClient{Secret: ownSecret})
	_, err := f.AddSecret(ctx, poolID, c.ID, ownSecret)
	wantError(t, err, ip+"The client secret is already in use by client "+string(c.ID)+".")

	added, err := f.AddSecret(ctx, poolID, c.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%s--%d", c.ID, noon.Unix()+1); added.ID != want {
		t.Errorf("the second of one second is %s, want %s", added.ID, want)
	}
	if !regexp.MustCompile(`^[0-9a-z]{52}$`).MatchString(added.Value) {
		t.Errorf("generated %q", added.Value)
	}
	if diff := cmp.Diff(append(c.Secrets, added), f.mem.clients[c.ID].Secrets); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, err = f.AddSecret(ctx, poolID, c.ID, "")
	wantError(t, err, "LimitExceededException: Client secrets cannot exceed limit of 2 secrets.")

	wantError(t, f.DeleteSecret(ctx, poolID, c.ID, "x"), "ResourceNotFoundException: Client secret x does not exist.")
	wantError(t, f.DeleteSecret(ctx, poolID, c.ID, c.Secrets[0].ID), "")
	if diff := cmp.Diff([]userpool.ClientSecret{added}, f.mem.clients[c.ID].Secrets); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	wantError(t, f.DeleteSecret(ctx, poolID, c.ID, added.ID), ip+"The last client secret of a client cannot be deleted.")

	*f.now = noon.Add(time.Hour)
	added, err = f.AddSecret(ctx, poolID, c.ID, ownSecret)
	want := userpool.ClientSecret{ID: fmt.Sprintf("%s--%d", c.ID, noon.Unix()+3600), Value: ownSecret, Created: noon.Add(time.Hour)}
	if diff := cmp.Diff(want, added); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if len(f.mem.forgot) != 3 {
		t.Errorf("%d writes announced, want 3", len(f.mem.forgot))
	}
}

func TestSecretsOfOtherClients(t *testing.T) {
	t.Parallel()
	f := start()
	ctx := context.Background()
	public := f.create(t, appclient.NewClient{})
	_, err := f.AddSecret(ctx, poolID, public.ID, "")
	wantError(t, err, ip+"Client "+string(public.ID)+" is not configured with a client secret.")

	c := f.create(t, secret(settings{}))
	registered := *c
	registered.Registered = true
	f.mem.clients[c.ID] = registered
	const refused = ip + "Client secrets of dynamically registered clients cannot be changed."
	_, err = f.AddSecret(ctx, poolID, c.ID, "")
	wantError(t, err, refused)
	wantError(t, f.DeleteSecret(ctx, poolID, c.ID, c.Secrets[0].ID), refused)
	_, err = f.Update(ctx, poolID, c.ID, settings{OAuthScopes: []string{appclient.ScopeRegister}})
	wantError(t, err, "ScopeDoesNotExistException: Invalid scope requested: aws.cognito/dcr/register")
}
