"""The mock server: an ASGI application that does what the spec says, and nothing that is not in it."""

from __future__ import annotations

from http import HTTPStatus

from clausewise.mock_server.answering import Answering
from clausewise.mock_server.delivery import deliver, read_body, read_request
from clausewise.mock_server.exchange import Answer, Receive, Request, Scope, Send
from clausewise.mock_server.videos import serving

#: The longest request body that is taken, in bytes.
BODY_LIMIT = 10_000_000


class MockServer(Answering):
    """A server of a spec, raw ASGI. `accepted` counts the paid creates that it took, `requests` all requests.

    `keys` are the API keys that it knows; `pace` is the time in seconds that a task stays in each stage of its
    life; `tasks` is where tasks are kept, in memory when None; `hooks` calls whom a request asks to be called;
    `changes` are made to the server once it stands, as faults and variants are.
    """

    #: How many requests have come.
    requests = 0

    def reset(self) -> None:
        """Forget tasks and counts."""
        self.accepted = self.requests = 0
        self.tasks.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI 3)."""
        if scope["type"] == "lifespan":
            return
        body = await read_body(receive, BODY_LIMIT)
        self.requests += 1
        if body is None:
            says = f"the body is longer than {BODY_LIMIT} bytes"
            answer = self.refuse(self.anywhere, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, says)
        else:
            request = read_request(scope, body)
            answer = await self._video(request) if serving.is_video(request.path) else self.answer(request)
        await deliver(answer, scope, receive, send)

    async def _video(self, request: Request) -> Answer:
        return await serving.serve(request, self.tasks, self.readers, self.steps.download)
