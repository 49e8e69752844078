package cognatetest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognate-id/cognate/cognatetest"
)

// garden is the file that docs/seed.md shows.
func garden(t *testing.T) []byte {
	t.Helper()
	page, err := os.ReadFile("../docs/seed.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(page, []byte("```yaml\n"))
	text, _, found := bytes.Cut(rest, []byte("```"))
	if !found {
		t.Fatal("docs/seed.md shows no file")
	}
	return text
}

func TestSeed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(file, garden(t), 0o600); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	var subs []string
	for range 2 { // the second start finds everything there
		t.Run("start", func(t *testing.T) {
			s := cognatetest.Start(t, cognatetest.With("data", data), cognatetest.With("seed", file))
			subs = append(subs, visit(t, client(s)))
		})
	}
	if len(subs) != 2 || subs[0] != subs[1] {
		t.Errorf("alice is %v: she was made again", subs)
	}
}

// visit signs alice in and looks for her group and the pools; it gives her sub.
func visit(t *testing.T, c *cognito.Client) string {
	t.Helper()
	in, err := c.InitiateAuth(t.Context(), &cognito.InitiateAuthInput{
		ClientId: aws.String("gardenclient0000000000web"), AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": "alice", "PASSWORD": password},
	})
	if err != nil {
		t.Fatal(err)
	}
	me, err := c.GetUser(t.Context(), &cognito.GetUserInput{AccessToken: in.AuthenticationResult.AccessToken})
	if err != nil {
		t.Fatal(err)
	}
	members, err := c.ListUsersInGroup(t.Context(), &cognito.ListUsersInGroupInput{
		UserPoolId: aws.String("us-east-1_Garden001"), GroupName: aws.String("staff"),
	})
	if err != nil || len(members.Users) != 1 {
		t.Errorf("members %v, %v", members, err)
	}
	pools, err := c.ListUserPools(t.Context(), &cognito.ListUserPoolsInput{MaxResults: aws.Int32(10)})
	if err != nil || len(pools.UserPools) != 2 {
		t.Errorf("pools %v, %v", pools, err)
	}
	for _, a := range me.UserAttributes {
		if *a.Name == "sub" {
			return *a.Value
		}
	}
	return ""
}
