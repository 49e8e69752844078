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
// table of sockets. If the table cannot be read the answer is yes: then the
// system hides it from others as well.
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
	want := tableAddress(peer)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		// sl local_address rem_address st queues timer retransmit uid …
		fields := strings.Fields(lines.Text())
		if len(fields) > 7 && fields[1] == want {
			uid, err := strconv.Atoi(fields[7])
			return err == nil && uid == os.Getuid()
		}
	}
	return false
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
