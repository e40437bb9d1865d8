"""The pages of one server by their paths; a path that its spec has is the spec's."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from clausewise.mock_server.exchange import Answer, Headers, Request, encoded, json_answer
from clausewise.mock_server.life import LIVES
from clausewise.mock_server.media_types import preferred
from clausewise.mock_server.pages.local import Handler, only_local
from clausewise.spec import Spec
from clausewise.spec.operations import JSON, READS

HTML = "text/html"
#: Nothing of another origin is loaded, and a page is shown in no frame.
_SAFE: Headers = (
    (b"content-security-policy", b"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"no-store"),
)
#: Files of ours, and of Swagger UI where its package is installed, with their media types.
_FILES = {
    "page.css": "text/css",
    "requests.js": "text/javascript",
    "docs.js": "text/javascript",
    "docs.css": "text/css",
}
_SWAGGER = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
_WITHOUT_SWAGGER = "Swagger UI is not installed: install the extra `docs`; the spec itself is at /openapi.json"
_PREFER = {
    "code=429": "the answer of that status, as the spec shows it",
    "example=failed": "the example of that name, with the id that was asked for",
    "wait=2.5": "the answer comes so many seconds later",
    "life=failed+wrapped": "the life of the task that a create starts",
    "life=completed": "the word with which the task ends, of those of x-task; or the name of its last example",
}


@dataclass(frozen=True)
class Facts:
    """The state that a server tells of itself at the moment of asking: last requests, hooks, faults and variants."""

    requests: Callable[[], list[Any]]
    hooks: Callable[[], list[Any]]
    now: Callable[[], dict[str, list[str]]]
    faults: Mapping[str, str]
    variants: Mapping[str, str]


def handlers(spec: Spec, facts: Facts, switch: Handler) -> dict[bytes, Handler]:
    """Every page by its path."""
    found: dict[bytes, Handler] = {
        b"/": lambda request: _index(request, spec, facts),
        b"/docs": lambda _: _docs(),
        b"/openapi.json": lambda request: _spec(request, spec),
        b"/favicon.ico": lambda _: Answer(204, headers=_SAFE),
        b"/__requests": only_local(lambda request: _requests(request, facts)),
        b"/__mock": only_local(switch),
    }
    for name, media_type in _FILES.items():
        found[f"/__pages/{name}".encode()] = _file(name, media_type)
    for name, media_type in _SWAGGER.items():
        found[f"/docs/{name}".encode()] = lambda _, name=name, kind=media_type: _swagger(name, kind)  # type: ignore[misc]  # defaults bind the loop's values
    return {path: each if path == b"/__mock" else _only(READS, each) for path, each in found.items()}


def _only(methods: tuple[str, ...], handler: Handler) -> Handler:
    def answer(request: Request) -> Answer:
        if request.method not in methods:
            return json_answer(405, {"message": "this page is read with GET"}, (b"allow", ", ".join(methods).encode()))
        return handler(request)

    return answer


def _wants(request: Request) -> str:
    """JSON unless the caller, a browser, likes HTML better."""
    if b"format=json" in request.query:
        return JSON
    return preferred(request.header(b"accept") or "*/*", (JSON, HTML)) or JSON


def _index(request: Request, spec: Spec, facts: Facts) -> Answer:
    info = spec.document.get("info", {})
    about = {
        "title": str(info.get("title", "")),
        "version": str(info.get("version", "")),
        "url": request.base_url,
        "pages": {"Requests": "/__requests", "The spec": "/docs", "The spec as JSON": "/openapi.json"},
        "operations": [
            {"method": each.method, "path": each.url_path, "summary": str(each.node.get("summary", ""))}
            for each in spec.operations
        ],
        "prefer": _PREFER,
        "lives": dict(LIVES),
        "now": facts.now(),
        "faults": dict(facts.faults),
        "variants": dict(facts.variants),
    }
    if _wants(request) == JSON:
        return json_answer(200, about)
    return _page(_template("index.html.j2").render(about=about).encode())


def _requests(request: Request, facts: Facts) -> Answer:
    if _wants(request) == JSON:
        return json_answer(200, {"requests": facts.requests(), "hooks": facts.hooks()}, *_SAFE)
    return _page(_read("requests.html"))


def _docs() -> Answer:
    if _swagger_folder() is None:
        return Answer(501, _WITHOUT_SWAGGER.encode(), ((b"content-type", b"text/plain; charset=utf-8"),))
    return _page(_read("docs.html"))


def _spec(request: Request, spec: Spec) -> Answer:
    document = {**spec.document, "servers": [{"url": request.base_url}]}
    return Answer(200, encoded_any(document), ((b"content-type", JSON.encode()),))


def encoded_any(document: Any) -> bytes:
    """A document as JSON; what YAML knows and JSON does not, a date, as text."""
    try:
        return encoded(document)
    except (TypeError, ValueError):
        import json  # rare: most specs are JSON already

        return json.dumps(document, default=str).encode()


def _page(body: bytes) -> Answer:
    return Answer(200, body, ((b"content-type", b"text/html; charset=utf-8"), *_SAFE))


def _file(name: str, media_type: str) -> Handler:
    return lambda _: Answer(200, _read(name), ((b"content-type", f"{media_type}; charset=utf-8".encode()), *_SAFE))


@cache
def _read(name: str) -> bytes:
    return resources.files(__package__).joinpath("files", name).read_bytes()


@cache
def _template(name: str) -> Any:
    from jinja2 import Environment  # a mock server in a test shows no pages

    return Environment(autoescape=True).from_string(_read(name).decode())


def _swagger_folder() -> Path | None:
    found = importlib.util.find_spec("swagger_ui")
    return None if found is None or found.origin is None else Path(found.origin).parent / "static"


def _swagger(name: str, media_type: str) -> Answer:
    folder = _swagger_folder()
    if folder is None:
        return Answer(404, _WITHOUT_SWAGGER.encode(), ((b"content-type", b"text/plain; charset=utf-8"),))
    headers = ((b"content-type", f"{media_type}; charset=utf-8".encode()), *_SAFE)
    return Answer(200, (folder / name).read_bytes(), headers)
