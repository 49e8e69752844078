#!/usr/bin/env bash
# The aws command: an administrator invites a user, who takes a password of her
# own and signs in. Credentials and the server come from the environment.
set -euo pipefail
export AWS_ENDPOINT_URL="$JOURNEY_URL" AWS_DEFAULT_REGION="$JOURNEY_REGION" AWS_PAGER=""

step() { printf '    %s\n' "$*"; }
idp() { aws cognito-idp "$@"; }

pool=$(idp create-user-pool --pool-name cli --query UserPool.Id --output text)
client=$(idp create-user-pool-client --user-pool-id "$pool" --client-name web \
	--explicit-auth-flows ALLOW_USER_PASSWORD_AUTH ALLOW_REFRESH_TOKEN_AUTH --query UserPoolClient.ClientId --output text)
step "made pool $pool and client $client"

address="frank-$RANDOM$RANDOM@example.com"
idp admin-create-user --user-pool-id "$pool" --username frank --desired-delivery-mediums EMAIL \
	--user-attributes "Name=email,Value=$address" Name=email_verified,Value=true >/dev/null
temporary=$("$JOURNEY_BINARY" messages --data "$JOURNEY_DATA" ${JOURNEY_DATABASE:+--database "$JOURNEY_DATABASE"} \
	--to "$address" --last --code)
step "invited frank; the invitation holds a temporary password"

# As JSON: the short form of the command has no way to write "=" or ",".
escaped=${temporary//\\/\\\\}
escaped=${escaped//\"/\\\"}
session=$(idp initiate-auth --client-id "$client" --auth-flow USER_PASSWORD_AUTH \
	--auth-parameters "{\"USERNAME\":\"frank\",\"PASSWORD\":\"$escaped\"}" --query Session --output text)
idp respond-to-auth-challenge --client-id "$client" --challenge-name NEW_PASSWORD_REQUIRED --session "$session" \
	--challenge-responses USERNAME=frank,NEW_PASSWORD=Correct-Horse-7 --query AuthenticationResult.AccessToken --output text >/dev/null
token=$(idp initiate-auth --client-id "$client" --auth-flow USER_PASSWORD_AUTH \
	--auth-parameters USERNAME=frank,PASSWORD=Correct-Horse-7 --query AuthenticationResult.AccessToken --output text)
[ "$(idp get-user --access-token "$token" --query Username --output text)" = frank ]
step "answered NEW_PASSWORD_REQUIRED, signed in with the new password"

idp create-group --user-pool-id "$pool" --group-name staff >/dev/null
idp admin-add-user-to-group --user-pool-id "$pool" --username frank --group-name staff
[ "$(idp list-users-in-group --user-pool-id "$pool" --group-name staff --query 'Users[].Username' --output text)" = frank ]
[ "$(idp list-users --user-pool-id "$pool" --filter 'email ^= "frank-"' --query 'Users[].Username' --output text)" = frank ]
step "found frank by group and by filter"
idp delete-user-pool --user-pool-id "$pool"
step "deleted the pool"
