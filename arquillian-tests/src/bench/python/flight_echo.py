"""An Arrow Flight server that sends each batch of an exchange back. Prints its port."""

import sys
import threading

import pyarrow.flight


class Echo(pyarrow.flight.FlightServerBase):
    def do_exchange(self, context, descriptor, reader, writer) -> None:
        writer.begin(reader.schema)
        for chunk in reader:
            writer.write_batch(chunk.data)


server = Echo("grpc://127.0.0.1:0")
print(server.port, flush=True)
threading.Thread(target=server.serve, daemon=True).start()
sys.stdin.read()
