#!/usr/bin/env bash
# The commands of docs/oauth-clients.md, word for word but for the port, and
# whether the client that they make is let in to the login page.
set -euo pipefail
page="$PWD/docs/oauth-clients.md"
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
ln -s "$JOURNEY_DATA" "$dir/cognate-data"
cd "$dir"
export AWS_PAGER=""
sed -n '/^<!-- journey/,/^```$/p' "$page" | sed '1,2d;$d' | sed "s|https://127.0.0.1:9400|$JOURNEY_URL|g" >commands
grep -q create-user-pool-client commands
. ./commands >answers
grep -q '"authorization_endpoint":"'"$JOURNEY_URL"'/domain/apps/oauth2/authorize"' answers
printf '    ran the commands: pool %s, client %s\n' "$pool" "$client"

login=$(curl -sS --cacert cognate-data/local-ca.pem -L -c jar -b jar -w '\n%{http_code}' \
	"$JOURNEY_URL/domain/apps/oauth2/authorize?response_type=code&client_id=$client&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&scope=openid")
[ "${login##*$'\n'}" = 200 ]
grep -q 'name="cognitoSignInForm"' <<<"$login"
printf '    the client leads to the login page\n'
