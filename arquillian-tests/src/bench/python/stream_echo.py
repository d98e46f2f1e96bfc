"""Reads an Arrow IPC stream from a Unix domain socket and writes it back, batch by batch.

:param argv: the socket's path
"""

import socket
import sys

import pyarrow.ipc

with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
    connection.connect(sys.argv[1])
    reader = pyarrow.ipc.open_stream(connection.makefile("rb"))
    sink = connection.makefile("wb")
    with pyarrow.ipc.new_stream(sink, reader.schema) as writer:
        sink.flush()
        for batch in reader:
            writer.write_batch(batch)
            sink.flush()
