# make lists the targets.

GO ?= go
FUZZTIME ?= 20s
export CGO_ENABLED = 0

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/cognate, stripped
	$(GO) build -ldflags "-s -w" -o bin/cognate ./cmd/cognate

.PHONY: dev
dev: ## run for development on http://127.0.0.1:9400
	$(GO) run ./cmd/cognate dev

.PHONY: check
check: format vet generate-diff test ## the whole gate: formatting, vet, generated files, tests

.PHONY: format
format: ## fail on files that gofmt would change
	@files="$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go'))"; \
	if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi

.PHONY: vet
vet: ## run go vet
	$(GO) vet ./...

.PHONY: test
test: ## run the tests; with COGNATE_TEST_POSTGRES=<url> on PostgreSQL too
	$(GO) test ./...

.PHONY: generate
generate: ## write the generated code and documents
	$(GO) run ./cmd/wiregen generate
	$(GO) run ./cmd/cognate help configuration > docs/configuration.md
	$(GO) run ./cmd/cognate operations --markdown > docs/operations.md

.PHONY: generate-diff
generate-diff: generate ## fail where make generate changes a file
	git diff --exit-code -- internal/wire docs

.PHONY: journey
journey: build ## sign up, confirm and sign in through unmodified clients; needs Node.js
	$(GO) run ./test/journey -binary bin/cognate

.PHONY: identity-journey
identity-journey: build minio ## get credentials from identity pools through unmodified clients; needs Node.js
	JOURNEY_MINIO=$(CURDIR)/bin/minio $(GO) run ./test/journey -binary bin/cognate -identity

.PHONY: minio
minio: ## build bin/minio, which gives out credentials in the journey; the first time takes minutes
	cd test/outside && $(GO) build -ldflags "-s -w" -o ../../bin/minio github.com/minio/minio

.PHONY: oauth-journey
oauth-journey: build ## sign in, refresh and sign out through unmodified OAuth clients; needs Node.js, Chromium and certutil
	$(GO) run ./test/journey -binary bin/cognate -oauth

.PHONY: matrix
matrix: build ## sign in in every way and run every trigger; needs Node.js, Python and Chromium
	COGNATE_TEST_MATRIX=1 $(GO) test -count=1 -v ./test/matrix
	$(GO) run ./test/journey -binary bin/cognate -sign-in

.PHONY: conformance
conformance: ## say what the scripts and the constraints show, one by one
	$(GO) test -count=1 -v ./test/conformance

.PHONY: crash
crash: build ## kill a freshly built server ten times while users sign up
	COGNATE_CRASH_BINARY=$(CURDIR)/bin/cognate COGNATE_CRASH_KILLS=10 $(GO) test -count=1 -v ./test/crash

.PHONY: races
races: ## many callers at once, on one server and on two nodes
	$(GO) test -count=1 -v ./test/races

.PHONY: browser
browser: ## walk the pages in a browser (COGNATE_TEST_CHROMIUM=<path>); screenshots go to test/output
	cd test/browser && npm ci --no-audit --no-fund --loglevel=error
	$(GO) test -count=1 -timeout 30m ./test/browser

.PHONY: bench
bench: build ## measure the built server beside a floor; with COGNATE_TEST_POSTGRES=<url> on PostgreSQL too
	$(GO) run ./test/load -binary bin/cognate
	$(GO) run ./test/load -binary bin/cognate -carriers
ifdef COGNATE_TEST_POSTGRES
	$(GO) run ./test/load -binary bin/cognate -database '$(COGNATE_TEST_POSTGRES)'
endif

.PHONY: scale
scale: build ## the same with 1,000,000 users in the pool
	$(GO) run ./test/load -binary bin/cognate -users 1000000 -few 1000

.PHONY: benchmarks
benchmarks: ## run the benchmarks beside the code
	$(GO) test -run '^$$' -bench . -benchmem ./...

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME
	@set -e; for file in $$(git ls-files '*fuzz_test.go'); do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\)(.*/\1/p' $$file); do \
			$(GO) test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) ./$$(dirname $$file); \
		done; \
	done
