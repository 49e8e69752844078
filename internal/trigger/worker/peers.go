package worker

import "net"

// ownPeers accepts connections of our own user only. The listener is on
// loopback, where other users of the machine could otherwise take an event
// away from its program, and events hold passwords.
type ownPeers struct{ net.Listener }

// Accept waits for a connection from our own user; others are closed.
func (l ownPeers) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil || sameUser(conn) {
			return conn, err
		}
		conn.Close()
	}
}
