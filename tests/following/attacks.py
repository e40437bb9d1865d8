"""Addresses and files by which a server may attack whoever fetches them, and servers that hand them out."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

#: Addresses that no request may go to from a server on the internet, in every way to write them.
FORBIDDEN = (
    "http://127.0.0.1:{port}/v.mp4",
    "http://localhost:{port}/v.mp4",
    "http://localhost.:{port}/v.mp4",
    "http://2130706433:{port}/v.mp4",
    "http://0x7f000001:{port}/v.mp4",
    "http://0x7f.1:{port}/v.mp4",
    "http://0177.0.0.1:{port}/v.mp4",
    "http://127.1:{port}/v.mp4",
    "http://0:{port}/v.mp4",
    "http://0.0.0.0:{port}/v.mp4",
    "http://[::1]:{port}/v.mp4",
    "http://[::]:{port}/v.mp4",
    "http://[::ffff:127.0.0.1]:{port}/v.mp4",
    "http://[::ffff:7f00:1]:{port}/v.mp4",
    "http://[::127.0.0.1]:{port}/v.mp4",
    "http://[64:ff9b::7f00:1]:{port}/v.mp4",
    "http://[2002:7f00:1::]:{port}/v.mp4",
    "http://[2001:0:7f00:1::1]:{port}/v.mp4",
    "http://10.0.0.1:{port}/v.mp4",
    "http://172.16.0.1:{port}/v.mp4",
    "http://192.168.0.1:{port}/v.mp4",
    "http://3232235521:{port}/v.mp4",
    "http://100.64.0.1:{port}/v.mp4",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://[::ffff:a9fe:a9fe]/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://168.63.129.16/metadata",
    "http://192.0.0.192/opc/v2/",
    "http://100.100.100.200/latest/",
    "http://[fe80::1]:{port}/v.mp4",
    "http://[fe80::1%25lo]:{port}/v.mp4",
    "http://[fc00::1]:{port}/v.mp4",
    "http://[fec0::1]:{port}/v.mp4",
    "http://[ff02::1]:{port}/v.mp4",
    "http://224.0.0.1:{port}/v.mp4",
    "http://255.255.255.255:{port}/v.mp4",
    "http://240.0.0.1:{port}/v.mp4",
    "http://198.18.0.1:{port}/v.mp4",
    "http://192.88.99.1:{port}/v.mp4",
    "http://[64:ff9b:1::a00:1]:{port}/v.mp4",
    "http://[2001:4860::5efe:10.0.0.1]:{port}/v.mp4",
    "http://[2001:db8::1]:{port}/v.mp4",
)
#: Texts that are no address of a file to fetch, whatever is behind them.
NO_ADDRESS = (
    "file:///etc/hostname",
    "FILE:///etc/hostname",
    "ftp://127.0.0.1:{port}/v.mp4",
    "gopher://127.0.0.1:{port}/_GET",
    "data:video/mp4;base64,AAAA",
    "javascript:alert(1)",
    "jar:http://127.0.0.1:{port}/!/v.mp4",
    "//127.0.0.1:{port}/v.mp4",
    "/v.mp4",
    "v.mp4",
    "",
    "http://",
    "http:///v.mp4",
    "http://:80/v.mp4",
    "http://127.0.0.1:99999/v.mp4",
    "http://127.0.0.1:port/v.mp4",
    "http://me:secret@127.0.0.1:{port}/v.mp4",
    "http://me@127.0.0.1:{port}/v.mp4",
    "http://127.0.0.1:{port}\\@example.com/v.mp4",
    "http://127.0.0.1:{port}/v.mp4\r\nX-Injected: yes",
    "http://127.0.0.1:{port}/v .mp4",
    "http://127.0.0.1:{port}/\x00v.mp4",
    "http://[::1/v.mp4",
    "http://a..b:{port}/v.mp4",
    f"http://{64 * 'a'}:{{port}}/v.mp4",
    "http://no-such-host.invalid:{port}/v.mp4",
)


@dataclass
class Logger:
    """A server of this machine that logs whoever connects, and answers by a function of the request's first line."""

    reply: Callable[[str, socket.socket], None]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @contextmanager
    def running(self) -> Iterator[Logger]:
        """Listen while the context lasts, on every address of this machine, IPv6 included where it is there."""
        listener = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        try:
            yield self
        finally:
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                opened, _ = listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(opened,), daemon=True).start()

    def _serve(self, opened: socket.socket) -> None:
        with opened, suppress(OSError):
            received = b""
            while b"\r\n\r\n" not in received:
                chunk = opened.recv(65536)
                if not chunk:
                    return
                received += chunk
            self.requests.append(received)
            self.reply(received.split(b"\r\n")[0].decode("latin-1"), opened)


def whole(opened: socket.socket, body: bytes, media_type: str = "video/mp4", length: int | None = None) -> None:
    """Send a whole answer; with another `length` than it has."""
    size = len(body) if length is None else length
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    opened.sendall(head.encode() + body)


def endless(opened: socket.socket) -> None:
    """Send for ever."""
    opened.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
    while True:
        opened.sendall(bytes(65536))


def endless_headers(opened: socket.socket) -> None:
    """Send headers for ever."""
    opened.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        opened.sendall(b"X-More: " + 1000 * b"a" + b"\r\n")


def dripping(opened: socket.socket) -> None:
    """Send a byte now and then."""
    opened.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 100000\r\n\r\n")
    while True:
        opened.sendall(b"\0")
        time.sleep(0.05)


def silent(opened: socket.socket) -> None:
    """Say nothing."""
    opened.settimeout(60)
    opened.recv(1)


def redirect(opened: socket.socket, location: str) -> None:
    """Send elsewhere."""
    opened.sendall(
        f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )


def malformed(data: bytes, count: int = 40) -> list[bytes]:
    """Files made of a right one: cut, turned, with bytes, sizes and whole boxes changed, by one seed."""
    generator = random.Random(13)  # noqa: S311 - no secret
    found = []
    for number in range(count):
        changed = bytearray(data)
        if number % 4 == 0:
            del changed[generator.randrange(40, len(changed)) :]
        elif number % 4 == 1:
            for _ in range(200):
                changed[generator.randrange(32, len(changed))] = generator.randrange(256)
        elif number % 4 == 2:
            name = generator.choice([b"stsz", b"stco", b"stts", b"stsd", b"mdhd", b"avcC", b"tkhd", b"moov", b"mvhd"])
            at = changed.find(name)
            changed[at - 4 : at] = generator.choice(
                [b"\xff\xff\xff\xff", b"\0\0\0\1", b"\0\0\0\0", b"\x7f\xff\xff\xff"]
            )
        else:
            at = generator.randrange(64, len(changed) - 512)
            changed[at : at + 512] = generator.randbytes(512)
        found.append(bytes(changed))
    return found
