package poolconfig_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTags(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	p := f.create(t, newPool{})
	arn := p.ID.ARN(account)
	check := func(want map[string]string) {
		t.Helper()
		got, err := f.Tags(ctx, arn)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	check(nil)
	wantError(t, f.Tag(ctx, arn, map[string]string{"a": "1", "b": "2"}), "")
	wantError(t, f.Tag(ctx, arn, map[string]string{"b": "3"}), "")
	check(map[string]string{"a": "1", "b": "3"})
	wantError(t, f.Untag(ctx, arn, []string{"a", "unknown"}), "")
	check(map[string]string{"b": "3"})
	wantError(t, f.Tag(ctx, arn, tags(50)), ip+"A user pool can have at most 50 tags.")
	wantError(t, f.Tag(ctx, arn, tags(49)), "")
}

func TestTagARNs(t *testing.T) {
	t.Parallel()
	f := start(false)
	ctx := context.Background()
	p := f.create(t, newPool{})
	id := string(p.ID)
	for arn, want := range map[string]string{
		"arn:aws:cognito-idp:us-east-1:" + account + ":userpool/" + id:          "",
		"arn:aws:cognito-idp:us-east-1:" + account + ":userpool/us-east-1_none": "ResourceNotFoundException: User pool us-east-1_none does not exist.",
		"arn:aws:cognito-idp:us-east-1:999999999999:userpool/" + id:             "ResourceNotFoundException: User pool " + id + " does not exist.",
		"arn:aws:cognito-idp:eu-west-1:" + account + ":userpool/" + id:          "ResourceNotFoundException: User pool " + id + " does not exist.",
		"arn:aws:cognito-idp:us-east-1:" + account + ":userpool/":               ip + "arn:aws:cognito-idp:us-east-1:" + account + ":userpool/ is not the ARN of a user pool.",
		"arn:aws:cognito-identity:us-east-1:" + account + ":userpool/" + id:     ip + "arn:aws:cognito-identity:us-east-1:" + account + ":userpool/" + id + " is not the ARN of a user pool.",
		"arn:aws:cognito-idp:us-east-1:" + account + ":identitypool/x":          ip + "arn:aws:cognito-idp:us-east-1:" + account + ":identitypool/x is not the ARN of a user pool.",
		"arn:aws:iam": ip + "arn:aws:iam is not the ARN of a user pool.",
	} {
		_, err := f.Tags(ctx, arn)
		wantError(t, err, want)
		wantError(t, f.Tag(ctx, arn, nil), want)
		wantError(t, f.Untag(ctx, arn, nil), want)
	}
}
