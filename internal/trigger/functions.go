package trigger

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// maxFunctions bounds how many functions are kept at once. Pools name them,
// and whoever may configure pools must not exhaust the machine.
const maxFunctions = 1000

// functions are the functions called so far, by ARN without qualifier.
type functions struct {
	deps Deps

	mu     sync.Mutex
	open   map[string]invoke.Function
	closed bool
}

func newFunctions(deps Deps) *functions {
	return &functions{deps: deps, open: map[string]invoke.Function{}}
}

// find gives the function of an ARN. The first mapping that matches decides; an
// ARN that none matches does not exist.
func (f *functions) find(arn string) (invoke.Function, error) {
	i := f.match(arn)
	if i < 0 {
		return nil, &invoke.Failure{Cause: invoke.CauseNotFound, Err: fmt.Errorf("no function is configured for %s", arn)}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, &invoke.Failure{Cause: invoke.CauseService, Err: errors.New("shutting down")}
	}
	// Qualifiers may map to different targets.
	key := fmt.Sprintf("%d %s", i, invoke.Unqualified(arn))
	if function, there := f.open[key]; there {
		return function, nil
	}
	if len(f.open) >= maxFunctions {
		return nil, &invoke.Failure{Cause: invoke.CauseThrottled, Err: fmt.Errorf("more than %d functions", maxFunctions)}
	}
	function := f.deps.Functions[i].open(f.deps, invoke.Unqualified(arn))
	f.open[key] = function
	return function, nil
}

func (f *functions) match(arn string) int {
	for i := range f.deps.Functions {
		if f.deps.Functions[i].Matches(arn) {
			return i
		}
	}
	return -1
}

// close ends all functions at the same time.
func (f *functions) close(ctx context.Context) error {
	f.mu.Lock()
	f.closed = true
	open := f.open
	f.open = map[string]invoke.Function{}
	f.mu.Unlock()

	errs := make(chan error, len(open))
	for _, function := range open {
		go func() { errs <- function.Close(ctx) }()
	}
	var all []error
	for range open {
		all = append(all, <-errs)
	}
	return errors.Join(all...)
}
