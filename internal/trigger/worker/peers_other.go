//go:build !linux

package worker

import "net"

// sameUser cannot be told here.
func sameUser(net.Conn) bool { return true }
