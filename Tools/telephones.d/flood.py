"""Sends INVITEs from one address, each of another call: ADDRESS PORT RATE SECONDS. Says how many there were."""
import socket
import sys
import time

from scan import REQUEST


def main(address, port, rate, seconds):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.bind((address, 0))
    own = sender.getsockname()[1]
    parts = REQUEST.format(method="INVITE", transport="UDP", address=address, port=own, branch="\0").encode().split(b"\0")
    begun, sent = time.monotonic(), 0
    while (passed := time.monotonic() - begun) < seconds:
        while sent < passed * rate:
            try:
                sender.sendto((b"flood%d" % sent).join(parts), ("127.0.0.1", port))
            except OSError:
                pass
            sent += 1
        time.sleep(0.001)
    print(sent)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
