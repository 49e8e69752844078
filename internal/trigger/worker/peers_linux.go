package worker

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
)

// sameUser looks the other end of a loopback connection up in the kernel's
// table of sockets. Where the table cannot be read, or does not even show our
// own end, the answer is yes: nothing can be told there.
func sameUser(conn net.Conn) bool {
	peer, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return false
	}
	file, err := os.Open("/proc/self/net/tcp")
	if err != nil {
		return true
	}
	defer file.Close()
	want, shown := tableAddress(peer), false
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		// sl local_address rem_address st queues timer retransmit uid …
		fields := strings.Fields(lines.Text())
		switch {
		case len(fields) < 8:
		case fields[1] == want:
			uid, err := strconv.Atoi(fields[7])
			return err == nil && uid == os.Getuid()
		case fields[2] == want:
			shown = true
		}
	}
	return !shown
}

// tableAddress prints an IPv4 address as the table does: the bytes of the
// address as one number in the machine's order, then the port.
func tableAddress(a *net.TCPAddr) string {
	ip := a.IP.To4()
	if ip == nil {
		return ""
	}
	return fmt.Sprintf("%08X:%04X", binary.NativeEndian.Uint32(ip), a.Port)
}
