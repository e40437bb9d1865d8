"""A server in a process of its own that answers every request alike, as fast as Python can."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

SERVER = """
import asyncio
ANSWER = b'HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: 51\\r\\n\\r\\n'
ANSWER += b'{"task_id": "f0aa213c-c09e-4e19-a0e5-c698fe48acf1"}'

class Answering(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.received = transport, b''
    def data_received(self, data):
        self.received += data
        while True:
            head, found, rest = self.received.partition(b'\\r\\n\\r\\n')
            if not found:
                return
            lengths = [int(l.split(b':')[1]) for l in head.split(b'\\r\\n') if l.lower().startswith(b'content-length')]
            if len(rest) < sum(lengths):
                return
            self.received = rest[sum(lengths):]
            self.transport.write(ANSWER)

async def main():
    server = await asyncio.get_running_loop().create_server(Answering, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


@contextlib.contextmanager
def answering_server() -> Iterator[str]:
    """A server in a process of its own that answers every request alike, as fast as Python can."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()
