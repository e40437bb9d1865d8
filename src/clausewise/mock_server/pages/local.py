"""Requests that only this machine may make: a request of another one, or of a page under a foreign name, is refused."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from clausewise.http.this_machine import is_this_machine
from clausewise.mock_server.exchange import Answer, Request, json_answer

Handler = Callable[[Request], Answer]


def only_local(handler: Handler) -> Handler:
    """A handler that answers this machine only.

    The header Host is looked at as well as the address of the caller: a page whose name leads to this machine, by
    DNS rebinding, has its own name there. So is Origin, which a page of another origin cannot leave out.
    """

    def answer(request: Request) -> Answer:
        origin = request.header(b"origin")
        hosts = [request.client, urlsplit(request.base_url).hostname or ""]
        hosts += [] if origin is None else [urlsplit(origin).hostname or ""]
        if not all(is_this_machine(host) for host in hosts) or (origin is not None and origin != request.base_url):
            return json_answer(403, {"message": "this page answers only its own machine, under a name of it"})
        return handler(request)

    return answer
