"""What a satellite must not reach beside the server: sockets of every kind that would answer. Prints one line when ready."""

import selectors
import socket
import sys

abstract, path, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
selector = selectors.DefaultSelector()
for address in ("\0" + abstract, path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    selector.register(listener, selectors.EVENT_READ)
tcp = socket.create_server(("127.0.0.1", port))
selector.register(tcp, selectors.EVENT_READ)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", port))
selector.register(udp, selectors.EVENT_READ)
while True:
    for key, _ in selector.select():
        if key.fileobj is udp:
            _, sender = udp.recvfrom(10)
            udp.sendto(b"reached", sender)
        else:
            connection, _ = key.fileobj.accept()
            connection.send(b"reached")
