package social

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// facebook asks the Graph API for the app of a token and for its user. An app's
// own token has no user.
func (c *Client) facebook(ctx context.Context, _, token string) (User, time.Duration, error) {
	var app, me struct {
		ID string `json:"id"`
	}
	if err := c.get(ctx, c.deps.At.Facebook+"/app?fields=id", "Bearer "+token, &app); err != nil {
		return User{}, 0, err
	}
	if err := c.get(ctx, c.deps.At.Facebook+"/me?fields=id", "Bearer "+token, &me); err != nil {
		return User{}, 0, err
	}
	if me.ID == app.ID {
		return User{}, 0, errors.Join(ErrRefused, errors.New("the token is the app's own"))
	}
	return User{App: app.ID, Subject: me.ID}, Remember, nil
}

// amazon asks Login with Amazon's token inspection, which takes the token in
// the query only. Its exp is what is left, in seconds.
func (c *Client) amazon(ctx context.Context, _, token string) (User, time.Duration, error) {
	var found struct {
		Audience string `json:"aud"`
		User     string `json:"user_id"`
		Left     int64  `json:"exp"`
	}
	if err := c.get(ctx, c.deps.At.Amazon+"/auth/o2/tokeninfo?access_token="+url.QueryEscape(token), "", &found); err != nil {
		return User{}, 0, err
	}
	if found.Left <= 0 {
		return User{}, 0, errors.Join(ErrRefused, errors.New("the token has expired"))
	}
	return User{App: found.Audience, Subject: found.User}, time.Duration(min(found.Left, 3600)) * time.Second, nil
}
