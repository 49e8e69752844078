package main

import (
	"context"
	"fmt"
)

// scaleGoal is how much dearer an operation may be in a large pool.
func scaleGoal(op operation) float64 {
	if op.filter != "" || op.name == "ListUsers" {
		return 1.3
	}
	return 1.15
}

// listings are the pages of ListUsers: the first of all users, one near their
// end, and one by each attribute that can be filtered by. Each finds as many
// users in a pool of a thousand as in a larger one.
var listings = []operation{
	listing("last users", `sub ^= "f"`),
	listing("username =", `username = "user77"`),
	listing("username ^=", `username ^= "user7"`),
	listing("email =", `email = "user77@example.com"`),
	listing("email ^=", `email ^= "user7"`),
	listing("name ^=", `name ^= "User"`),
	listing("given_name =", `given_name = "nobody"`),
	listing("family_name =", `family_name = "nobody"`),
	listing("phone_number ^=", `phone_number ^= "+1"`),
	listing("preferred_username", `preferred_username = "nobody"`),
	listing("user_status", `cognito:user_status = "CONFIRMED"`),
	listing("status", `status = "Enabled"`),
}

func listing(name, filter string) operation {
	return operation{name: name, requests: 1500, filter: filter, prepare: nothing,
		send: func(ctx context.Context, t *target, _ int) error {
			err := t.call(ctx, "ListUsers", map[string]any{"UserPoolId": t.pool, "Limit": 20, "Filter": filter}, true, nil)
			if err != nil {
				return fmt.Errorf("%s: %w", filter, err)
			}
			return nil
		}}
}
