#!/usr/bin/env bash
# aws iam, sts and cognito-identity: a role assumed on the command line can do
# what its policy says.
set -euo pipefail
export AWS_ENDPOINT_URL="$JOURNEY_URL" AWS_DEFAULT_REGION="$JOURNEY_REGION" AWS_PAGER=
name="cli-$RANDOM$RANDOM"
account=$(aws sts get-caller-identity --query Account --output text)
trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"'$account'"},"Action":"sts:AssumeRole"}]}'
arn=$(aws iam create-role --role-name "$name" --assume-role-policy-document "$trust" --query Role.Arn --output text)
aws iam put-role-policy --role-name "$name" --policy-name p --policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetRole","Resource":"'"$arn"'"}]}'
[ "$(aws iam get-role --role-name "$name" --query 'Role.AssumeRolePolicyDocument.Version' --output text)" = 2012-10-17 ]
pool=$(aws cognito-identity create-identity-pool --identity-pool-name "$name" --allow-unauthenticated-identities \
  --query IdentityPoolId --output text)
aws cognito-identity get-id --identity-pool-id "$pool" --no-sign-request >/dev/null
echo "    made $arn and $pool"

read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN < <(aws sts assume-role --role-arn "$arn" \
  --role-session-name journey --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
[ "$(aws sts get-caller-identity --query Arn --output text)" = "arn:aws:sts::$account:assumed-role/$name/journey" ]
aws iam get-role --role-name "$name" >/dev/null
if refused=$(aws iam list-roles 2>&1); then echo "list-roles is allowed" >&2; exit 1; fi
grep -q AccessDenied <<<"$refused"
if refused=$(aws cognito-identity describe-identity-pool --identity-pool-id "$pool" 2>&1); then echo "describe is allowed" >&2; exit 1; fi
grep -q AccessDeniedException <<<"$refused"
echo "    assumed the role: allowed and denied as its policy says"
