"""One call of a hook over one connection to one address: bounded in time and bytes, without redirects."""

from __future__ import annotations

import asyncio
import ssl

import h11

from clausewise.mock_server.hooks.callback import Notification
from clausewise.mock_server.hooks.target import HookTarget

#: Seconds that one call may take in all, and bytes that its answer may have.
WITHIN = 10.0
LONGEST_ANSWER = 64 * 1024


class NotDeliveredError(Exception):
    """A call brought no answer; the message says why, in one line."""


async def sent(notification: Notification, to: HookTarget, addresses: list[tuple[str, int]]) -> int:
    """The status that a receiver answers with; NotDeliveredError when there is none in time."""
    reasons = []
    for address in addresses:
        try:
            return await asyncio.wait_for(_sent(notification, to, address), WITHIN)
        except TimeoutError:
            raise NotDeliveredError(f"no answer in {WITHIN:.0f} s") from None  # it may have arrived: no other address
        except ConnectionRefusedError as error:
            reasons.append(error.strerror or "refused")
        except (OSError, h11.ProtocolError, EOFError) as error:
            raise NotDeliveredError(str(error) or type(error).__name__) from None
    raise NotDeliveredError(reasons[0].lower() if reasons else "there is no address")


async def _sent(notification: Notification, to: HookTarget, address: tuple[str, int]) -> int:
    secure = ssl.create_default_context() if to.scheme == "https" else None
    reader, writer = await asyncio.open_connection(
        *address, ssl=secure, server_hostname=to.host if secure else None, limit=LONGEST_ANSWER
    )
    try:
        connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_ANSWER)
        host = f"{f'[{to.host}]' if ':' in to.host else to.host}:{to.port}".encode()
        headers = [
            (b"host", host),
            *notification.headers,
            (b"content-length", str(len(notification.body)).encode()),
            (b"user-agent", b"clausewise-mock"),
            (b"connection", b"close"),
        ]
        request = h11.Request(method=notification.method, target=to.path, headers=headers)
        parts = (request, h11.Data(data=notification.body), h11.EndOfMessage())
        writer.write(b"".join(connection.send(part) or b"" for part in parts))
        await writer.drain()
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Response):
                return event.status_code
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(4096))
            elif isinstance(event, h11.ConnectionClosed):
                raise EOFError("the connection was closed without an answer")
    finally:
        writer.close()
