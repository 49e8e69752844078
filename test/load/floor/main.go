// Command floor is the least that a server can do for Cognate's hot paths: the
// standard library's HTTP server, the same JSON, the same cryptography, maps
// for storage, and no check that costs anything. test/load measures Cognate
// against it, so that a ratio speaks of what Cognate adds.
//
// It is written plainly on purpose: math/big for SRP, encoding/json, one lock.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "loopback address")
	users := flag.Int("users", 1000, "users that exist at the start, named user0, user1 …")
	flag.Parse()
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	s, err := newServer(*users)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprintf(os.Stdout, "http://%s\n", l.Addr())
	log.Fatal(http.Serve(l, s))
}
