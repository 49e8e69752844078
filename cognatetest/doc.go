// Package cognatetest starts the whole of Cognate inside a Go test: the same
// program that cognate dev runs, on a free loopback port, with a clock that
// can be moved and the outbox at hand.
//
// Any AWS SDK talks to Server.URL with the server's region and keys:
//
//	server := cognatetest.Start(t)
//	client := cognitoidentityprovider.New(cognitoidentityprovider.Options{
//		BaseEndpoint: &server.URL,
//		Region:       server.Region,
//		Credentials:  credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
//	})
//
// Servers share nothing, so tests may run in parallel. Data is kept in memory
// unless an option says otherwise.
package cognatetest
