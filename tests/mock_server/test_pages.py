"""The pages of the server itself, cross-origin requests, Accept, and switching faults while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.process import Settings
from clausewise.spec import DEFAULT_SPEC, Spec
from tests.mock_server.conftest import CREATE, PLAIN

KEY = "sk-secret-key"


@pytest.fixture(scope="module")
def server() -> MockServer:
    return Settings(DEFAULT_SPEC, keys=frozenset({KEY}), pace=0).server()


@pytest.fixture(scope="module")
def url(server: MockServer) -> Iterator[str]:
    with running(server) as running_url:
        yield running_url


def test_the_root_lists_what_the_server_can_do(url: str, spec: Spec) -> None:
    about = requests.get(url, timeout=5).json()
    assert [each["method"] + " " + each["path"] for each in about["operations"]] == [
        f"POST {CREATE}",
        f"GET {CREATE}/{{task_id}}",
    ]
    assert "task-id-missing" in about["faults"]
    page = requests.get(url, headers={"accept": "text/html,*/*;q=0.8"}, timeout=5)
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "life=failed" in page.text


def test_the_spec_names_this_server(url: str, spec: Spec) -> None:
    document = requests.get(f"{url}/openapi.json", timeout=5).json()
    assert document["servers"] == [{"url": url}]
    assert document["paths"] == spec.document["paths"]


def test_the_documentation_is_served_from_here(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("swagger_ui", reason="the extra `docs` is not installed")
    page = requests.get(f"{url}/docs", timeout=5).text
    for name in ("/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/__pages/docs.css", "/__pages/docs.js"):
        assert name in page
        assert requests.get(url + name, timeout=5).status_code == 200
    assert "http" not in page
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    without = requests.get(f"{url}/docs", timeout=5)
    assert (without.status_code, "install the extra `docs`" in without.text) == (501, True)


def test_a_path_of_the_spec_comes_before_a_page_of_the_server(tmp_path: Path) -> None:
    spec = Spec({"openapi": "3.1.0", "paths": {"/docs": {"get": {"responses": {"204": {}}}}}}, tmp_path / "x.yaml")
    with running(MockServer(spec)) as url:
        assert requests.get(f"{url}/docs", timeout=5).status_code == 204
        assert requests.get(url, timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("body", "clauses"),
    [
        (PLAIN, []),
        (PLAIN | {"model": "sora-3"}, ["model-enum"]),
        (PLAIN | {"hd": True}, ["hd-needs-pro"]),
        ({}, ["prompt-required", "model-required"]),
        ([], ["body-json-object"]),
    ],
)
def test_the_last_requests_name_the_clauses_that_were_broken(url: str, body: Any, clauses: list[str]) -> None:
    requests.post(url + CREATE, json=body, timeout=5)
    line = requests.get(f"{url}/__requests", timeout=5).json()["requests"][-1]
    assert (line["method"], line["path"], set(line["clauses"])) == ("POST", CREATE, set(clauses))
    assert line["status"] == (400 if clauses else 200)


@pytest.mark.parametrize(
    ("method", "path", "headers", "clause"),
    [
        ("PUT", CREATE, {}, "method"),
        ("GET", f"{CREATE}/x", {}, "task-unknown"),
        ("POST", CREATE, {"content-type": "text/plain"}, "content-type"),
        ("POST", CREATE, {"content-type": "application/json"}, "body-json-object"),
        ("POST", CREATE, {"authorization": "Bearer wrong"}, "auth-optional"),
    ],
)
def test_a_request_that_breaks_no_schema_is_listed_with_its_clause(
    url: str, method: str, path: str, headers: dict[str, str], clause: str
) -> None:
    requests.request(method, url + path, data=b"{", headers=headers, timeout=5)
    assert requests.get(f"{url}/__requests", timeout=5).json()["requests"][-1]["clauses"] == [clause]


def test_no_key_and_no_query_gets_into_the_last_requests(url: str) -> None:
    for sent in (f"{url}{CREATE}/{KEY}?a={KEY}", f"{url}/{KEY}"):
        requests.get(sent, headers={"authorization": f"Bearer {KEY}", "x-key": KEY}, timeout=5)
    requests.post(url + CREATE, json=PLAIN | {"model": KEY}, timeout=5)
    assert KEY not in requests.get(f"{url}/__requests", timeout=5).text


def test_only_the_last_requests_are_kept(server: MockServer, url: str) -> None:
    with requests.Session() as session:
        for _ in range(230):
            session.get(url + "/x", timeout=5)
    assert len(server.seen.lines()) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
    ],
)
@pytest.mark.parametrize("path", ["/__requests", "/__mock"])
def test_a_foreign_page_sees_and_switches_nothing(url: str, path: str, headers: dict[str, str]) -> None:
    answer = requests.put(url + path, json={"faults": ["task-id-missing"]}, headers=headers, timeout=5)
    assert answer.status_code in (403, 405)
    assert "access-control-allow-origin" not in answer.headers
    assert requests.get(f"{url}/__mock", timeout=5).json() == {"faults": [], "variants": []}


def test_another_machine_sees_and_switches_nothing(server: MockServer) -> None:
    from clausewise.mock_server.exchange import Request

    for path in (b"/__requests", b"/__mock"):
        request = Request("GET", path, b"", {b"host": b"127.0.0.1"}, b"", client="192.0.2.7")
        assert server._pages[path](request).status == 403


def test_faults_and_variants_are_switched_while_it_runs(url: str) -> None:
    switched = requests.put(
        f"{url}/__mock", json={"faults": ["task-id-missing"], "variants": ["errors-gateway-shape"]}, timeout=5
    )
    assert switched.json() == {"faults": ["task-id-missing"], "variants": ["errors-gateway-shape"]}
    assert "task_id" not in requests.post(url + CREATE, json=PLAIN, timeout=5).json()
    assert "error" in requests.post(url + CREATE, json={}, timeout=5).json()
    assert requests.delete(f"{url}/__mock", timeout=5).json() == {"faults": [], "variants": []}
    assert "task_id" in requests.post(url + CREATE, json=PLAIN, timeout=5).json()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b'{"faults": ["no-such"]}', {"content-type": "application/json"}, 400),
        (b'{"faults": ["task-id-null", "task-id-missing"]}', {"content-type": "application/json"}, 400),
        (b'{"faults": "task-id-null"}', {"content-type": "application/json"}, 400),
        (b'{"fault": []}', {"content-type": "application/json"}, 400),
        (b"[]", {"content-type": "application/json"}, 400),
        (b"{", {"content-type": "application/json"}, 400),
        (b"[" * 100_000, {"content-type": "application/json"}, 400),
        (b'{"faults": []}', {"content-type": "text/plain"}, 415),
    ],
)
def test_what_cannot_be_switched_changes_nothing(url: str, body: bytes, headers: dict[str, str], status: int) -> None:
    answer = requests.put(f"{url}/__mock", data=body, headers=headers, timeout=5)
    assert answer.status_code == status
    assert answer.json()["message"].isprintable()
    assert requests.get(f"{url}/__mock", timeout=5).json() == {"faults": [], "variants": []}


def test_a_page_of_any_origin_may_call_every_operation(url: str) -> None:
    asked = {
        "origin": "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,prefer",
    }
    answer = requests.options(url + CREATE, headers=asked, timeout=5)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["access-control-allow-headers"] == "authorization,content-type,prefer"
    for body in (PLAIN, {}):
        called = requests.post(url + CREATE, json=body, headers={"origin": "https://app.example"}, timeout=5)
        assert called.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in requests.post(url + CREATE, json=PLAIN, timeout=5).headers


def test_options_without_a_question_of_a_browser_is_no_method(url: str) -> None:
    assert requests.options(url + CREATE, timeout=5).status_code == 405
    hostile = {"origin": "x", "access-control-request-method": "POST", "access-control-request-headers": "a\tb"}
    assert "access-control-allow-headers" not in requests.options(url + CREATE, headers=hostile, timeout=5).headers
