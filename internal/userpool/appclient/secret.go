package appclient

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
)

// MaxSecrets is how many secrets a client may have: two, so that one can be
// replaced without a moment in which neither end knows the other's.
const MaxSecrets = 2

// firstSecret gives a new client the secret that the caller asks for.
func (s *Service) firstSecret(c *userpool.Client, in NewClient) error {
	value := in.Secret
	switch {
	case in.GenerateSecret && value != "":
		return invalid("GenerateSecret and ClientSecret cannot be set together.")
	case in.GenerateSecret:
		made, err := codes.ClientSecret(s.deps.Rand)
		if err != nil {
			return err
		}
		value = made
	case value == "":
		return nil
	}
	c.Secrets = []userpool.ClientSecret{{ID: secretID(c, c.Created), Value: value, Created: c.Created}}
	return nil
}

// secretID names a secret after the client and the second of its creation, or
// the next second that none of the client's secrets is named after.
func secretID(c *userpool.Client, created time.Time) string {
	for second := created.Unix(); ; second++ {
		id := string(c.ID) + "--" + strconv.FormatInt(second, 10)
		if find(c, id) < 0 {
			return id
		}
	}
}

func find(c *userpool.Client, id string) int {
	return slices.IndexFunc(c.Secrets, func(s userpool.ClientSecret) bool { return s.ID == id })
}

// AddSecret gives a client its second secret: value, or one made here if it is
// "". Both secrets are good everywhere until one is deleted.
func (s *Service) AddSecret(ctx context.Context, pool userpool.PoolID, id userpool.ClientID, value string) (userpool.ClientSecret, error) {
	if value == "" {
		made, err := codes.ClientSecret(s.deps.Rand)
		if err != nil {
			return userpool.ClientSecret{}, err
		}
		value = made
	}
	now := s.now()
	var added userpool.ClientSecret
	_, err := s.change(ctx, pool, id, func(_ *userpool.Pool, c *userpool.Client) error {
		if err := mayAdd(c, value); err != nil {
			return err
		}
		added = userpool.ClientSecret{ID: secretID(c, now), Value: value, Created: now}
		c.Secrets = append(c.Secrets, added)
		return nil
	})
	return added, err
}

func mayAdd(c *userpool.Client, value string) error {
	switch {
	case c.Registered:
		return invalid("Client secrets of dynamically registered clients cannot be changed.")
	case !c.Confidential():
		return invalid("Client %s is not configured with a client secret.", c.ID)
	case len(c.Secrets) >= MaxSecrets:
		return userpool.Errorf(userpool.LimitExceeded, "Client secrets cannot exceed limit of %d secrets.", MaxSecrets)
	}
	for _, s := range c.Secrets {
		if codes.Equal(s.Value, value) {
			return invalid("The client secret is already in use by client %s.", c.ID)
		}
	}
	return nil
}

// DeleteSecret takes a secret from a client that has another one.
func (s *Service) DeleteSecret(ctx context.Context, pool userpool.PoolID, id userpool.ClientID, secret string) error {
	_, err := s.change(ctx, pool, id, func(_ *userpool.Pool, c *userpool.Client) error {
		if c.Registered {
			return invalid("Client secrets of dynamically registered clients cannot be changed.")
		}
		i := find(c, secret)
		if i < 0 {
			return userpool.Errorf(userpool.ResourceNotFound, "Client secret %s does not exist.", secret)
		}
		if len(c.Secrets) == 1 {
			return invalid("The last client secret of a client cannot be deleted.")
		}
		c.Secrets = slices.Delete(c.Secrets, i, i+1)
		return nil
	})
	return err
}
