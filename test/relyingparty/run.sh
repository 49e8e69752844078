#!/usr/bin/env bash
# Builds the relying party, and runs it as cognate dev --tls says: SSL_CERT_FILE
# makes Go programs trust its CA. The go command itself must not see it.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
go build -o "$dir/relyingparty" ./test/relyingparty
SSL_CERT_FILE="$JOURNEY_CA" "$dir/relyingparty"
