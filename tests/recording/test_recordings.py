"""A recording holds every exchange without the key, opens as HAR 1.2, and gives the verdict again without a server."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from clausewise.http.exchange import Exchange
from clausewise.http.redaction import Redaction
from clausewise.mock_server import MockServer, Switch, running
from clausewise.mock_server.faults import changes
from clausewise.recording import Recorder, Recording, RecordingError
from clausewise.report.exit_codes import UNDECIDED
from clausewise.report.forecast import forecast
from clausewise.settings.prices import MILLIONTHS
from tests.hostile.leaks import leaks
from tests.reports.judged import plan_of
from tests.suite.command import SPEC, SUITE, Suite

KEY = "sk-recorded-8Jd4Kq0Wz7"
#: What HAR 1.2 (w3c.github.io/web-performance/specs/HAR) demands of the parts that are written here.
HAR = {
    "type": "object",
    "required": ["log"],
    "properties": {
        "log": {
            "type": "object",
            "required": ["version", "creator", "entries"],
            "properties": {
                "version": {"const": "1.2"},
                "creator": {"type": "object", "required": ["name", "version"]},
                "entries": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
            },
        }
    },
    "$defs": {
        "headers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "value"],
                "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
            },
        },
        "entry": {
            "type": "object",
            "required": ["startedDateTime", "time", "request", "response", "cache", "timings"],
            "properties": {
                "startedDateTime": {"type": "string", "format": "date-time"},
                "time": {"type": "number", "minimum": 0},
                "cache": {"type": "object"},
                "timings": {"type": "object", "required": ["send", "wait", "receive"]},
                "request": {
                    "type": "object",
                    "required": [
                        *("method", "url", "httpVersion", "cookies", "headers", "queryString"),
                        *("headersSize", "bodySize"),
                    ],
                    "properties": {
                        "url": {"type": "string", "format": "uri"},
                        "headers": {"$ref": "#/$defs/headers"},
                        "queryString": {"$ref": "#/$defs/headers"},
                        "postData": {"type": "object", "required": ["mimeType", "text"]},
                    },
                },
                "response": {
                    "type": "object",
                    "required": [
                        *("status", "statusText", "httpVersion", "cookies", "headers", "content"),
                        *("redirectURL", "headersSize", "bodySize"),
                    ],
                    "properties": {
                        "status": {"type": "integer"},
                        "headers": {"$ref": "#/$defs/headers"},
                        "content": {"type": "object", "required": ["size", "mimeType"]},
                    },
                },
            },
        },
    },
}


#: What a recording says of its run, and one of its exchanges.
FACTS: dict[str, Any] = {
    "--strength": 2,
    "--max-paid": 5,
    "--examples": None,
    "--seed": 0,
    "--follow": False,
    "max_spend": None,
    "basis": "documented",
    "key": False,
    "shard": [1, 1],
    "server": "http://127.0.0.1:1",
    "mock": False,
    "charging": True,
    "prices": None,
}
ENTRY: dict[str, Any] = {
    "comment": "probe",
    "time": 1.5,
    "request": {"method": "GET", "url": "http://127.0.0.1:1/", "headers": []},
    "response": {"status": 200, "headers": [], "content": {}},
}


def written(facts: dict[str, Any], *entries: dict[str, Any]) -> str:
    return json.dumps({"log": {"comment": json.dumps(facts), "entries": entries}})


def archive(path: Path) -> Any:
    """The content of a HAR file, which is checked to be one."""
    found = json.loads(path.read_text())
    jsonschema_rs.Draft202012Validator(HAR, validate_formats=True).validate(found)
    return found


#: What differs between two runs.
DIFFERING = ("run", "written", "seconds", "timeline", "command")


def verdict(folder: Path) -> Any:
    """A report without what differs between two runs."""
    report = json.loads((folder / "contract.json").read_text())
    return {name: value for name, value in report.items() if name not in DIFFERING}


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        pytest.param(None, [], marks=pytest.mark.exhaustive),
        pytest.param(None, ["--max-paid", "5"], marks=pytest.mark.exhaustive),
        pytest.param("leak-answer", ["--max-paid", "5"], marks=pytest.mark.exhaustive),
        pytest.param("leak-refusal", ["--max-paid", "5", "--basis", "assumed"], marks=pytest.mark.exhaustive),
        pytest.param("drop-refusal", ["--max-paid", "5"], marks=pytest.mark.exhaustive),
        ("rule-25-unchecked", ["--max-paid", "26", "--shard", "1/2"]),
    ],
)
def test_a_replay_gives_the_same_verdict_without_a_server(
    fault: str | None, options: list[str], suite: Suite, switch: Switch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECORDED_KEY", KEY)
    server = MockServer(SPEC, keys=frozenset([KEY]), changes=changes(fault=fault))
    switch.app = server
    har = tmp_path / "run.har"
    live = suite(*options, "--api-key-env=RECORDED_KEY", f"--record={har}", f"--report={tmp_path / 'live'}")
    sent = server.requests
    monkeypatch.delenv("RECORDED_KEY")
    again = suite(f"--replay={har}", f"--report={tmp_path / 'again'}")
    assert again.returncode == live.returncode == (fault is not None)
    assert verdict(tmp_path / "again") == verdict(tmp_path / "live")
    assert server.requests == sent == len(archive(har)["log"]["entries"]) > 10
    assert leaks(KEY, har.read_text()) == []
    if fault is not None:
        assert verdict(tmp_path / "live")["conforms"] == "no"


@pytest.mark.exhaustive
def test_a_run_that_is_killed_leaves_a_whole_file(tmp_path: Path) -> None:
    har = tmp_path / "run.har"
    with running(MockServer(SPEC)) as url:
        command = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", f"--base-url={url}"]
        process = subprocess.Popen([*command, f"--record={har}"], stdout=subprocess.DEVNULL)  # noqa: S603 - our own suite
        while not har.exists() or har.stat().st_size < 50_000:
            time.sleep(0.01)
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    entries = archive(har)["log"]["entries"]
    assert 10 < len(entries) < 700
    replayed = [*command[:-1], f"--replay={har}"]
    done = subprocess.run(replayed, capture_output=True, text=True, check=False)  # noqa: S603 - our own suite
    assert done.returncode == UNDECIDED, done.stdout[-2000:]
    assert "UNDECIDED" in done.stdout
    assert "the recording holds no answer to it" in done.stdout


def test_an_exchange_comes_back_as_it_was_but_for_the_key(tmp_path: Path) -> None:
    exchanges = [
        Exchange(
            "POST", f"http://127.0.0.1:1/a?b=c&key={KEY}", {"A": KEY}, b'{"a": "\xc3\xa4"}', 200, [("B", "c")], b"{}"
        ),
        Exchange("POST", "http://127.0.0.1:1/a", {}, b"\xff\xfe", 400, [], b"\x00\xff" + KEY.encode(), 0.25),
        Exchange("GET", "http://127.0.0.1:1/a", {}, b"", error=f"broke off at {KEY}"),
    ]
    recorder = Recorder(tmp_path / "a.har", FACTS, Redaction([KEY]))
    for exchange in exchanges:
        recorder.add("probe", exchange)
    recorder.close()
    archive(tmp_path / "a.har")
    assert leaks(KEY, (tmp_path / "a.har").read_text()) == []
    recording = Recording.read(tmp_path / "a.har")
    found = [recording.recall("probe", turn) for turn in range(3)]
    first, second, third = (one for one in found if one is not None)
    assert (first.request_body, first.status, first.headers, first.body) == (
        b'{"a": "\xc3\xa4"}',
        200,
        [("B", "c")],
        b"{}",
    )
    assert (second.request_body, second.body, second.seconds) == (b"\xff\xfe", b"\x00\xff[REDACTED KEY]", 0.25)
    assert (third.status, third.error) == (None, "broke off at [REDACTED KEY]")
    assert recording.recall("probe", 3) is recording.recall("another", 0) is None


def test_a_run_without_an_exchange_is_an_archive_too(tmp_path: Path) -> None:
    Recorder(tmp_path / "a.har", FACTS, Redaction([])).close()
    assert archive(tmp_path / "a.har")["log"]["entries"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "no recording"),
        ("[]", "no recording"),
        (60_000 * "[", "no recording"),
        ('{"log": {"entries": []}}', "no recording"),
        (written({}), "no recording"),
        *((written({name: FACTS[name] for name in FACTS if name != left_out}), "no recording") for left_out in FACTS),
        (written(FACTS | {"shard": [1]}), "no recording"),
        (written(FACTS | {"basis": "rumoured"}), "no recording"),
        (written(FACTS | {"server": "http://a..b"}), "no recording"),
        (written(FACTS, {}), "no recording"),
        (written(FACTS, ENTRY | {"time": "soon"}), "no recording"),
        (written(FACTS, ENTRY | {"response": ENTRY["response"] | {"status": "200"}}), "no recording"),
        (
            written(FACTS, ENTRY | {"response": ENTRY["response"] | {"headers": [{"name": 1, "value": 2}]}}),
            "no recording",
        ),
    ],
)
def test_what_is_no_recording_is_said(content: str | None, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.har"
    if content is not None:
        path.write_text(content)
    with pytest.raises(RecordingError, match=said):
        Recording.read(path)


def test_a_recording_needs_no_more_than_is_read_of_it(tmp_path: Path) -> None:
    """Or the refusals above would tell nothing."""
    path = tmp_path / "a.har"
    path.write_text(written(FACTS, ENTRY))
    recording = Recording.read(path)
    assert recording.facts == FACTS
    assert recording.recall("probe", 0) is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--record={folder}/there.har"], "the file exists"),
        (["--record={folder}/new.har", "-n2"], "leave -n out"),
        (["--replay={folder}/there.har"], "no recording that --record has written"),
        (["--replay={folder}/missing.har"], "cannot be read"),
        (["--replay={folder}/run.har", "--record={folder}/new.har"], "give one of them"),
        (["--record={folder}/no/folder/new.har"], "the file cannot be made"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], said: str, suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "there.har").write_text("")
    (tmp_path / "run.har").write_text(written(FACTS, ENTRY))
    done = suite(*(argument.format(folder=tmp_path) for argument in arguments))
    assert done.returncode == 4
    assert said in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.exhaustive
def test_a_replay_opens_no_connection(suite: Suite, tmp_path: Path) -> None:
    har = tmp_path / "run.har"
    with socket.create_server(("127.0.0.1", 0)) as listener, running(MockServer(SPEC)) as url:
        assert suite(f"--record={har}", "--max-paid=2", "--allow-undecided", base_url=url).returncode == 0
        watched = f"http://127.0.0.1:{listener.getsockname()[1]}"
        har.write_text(har.read_text().replace(url, watched))
        assert suite(f"--replay={har}", "--allow-undecided", base_url=watched).returncode == 0
        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()


#: The dearer model first: by it the plan has another order than without prices.
UPSIDE_DOWN = """
currency = "USD"

[[price]]
amount = 7
when = { model = "sora-2" }

[[price]]
amount = 0.5
"""


def test_the_prices_that_shaped_a_plan_shape_its_replay(tmp_path: Path) -> None:
    prices, har = tmp_path / "prices.toml", tmp_path / "run.har"
    prices.write_text(UPSIDE_DOWN)
    options = ("--base-url", "http://127.0.0.1:1", "--max-paid", "9", "--max-spend", "20")
    live = plan_of(*options, "--prices", str(prices))
    har.write_text(written(live.options.facts | {"server": "http://127.0.0.1:1", "mock": False}, ENTRY))
    prices.unlink()
    again = plan_of("--replay", str(har))
    assert [probe.id for probe in again.probes] == [probe.id for probe in live.probes]
    assert [again.price(probe) for probe in again.probes] == [live.price(probe) for probe in live.probes]
    assert [step.spent for step in forecast(again)] == [step.spent for step in forecast(live)]
    # Without the prices it were another plan: what is compared above does not fit by chance.
    assert [probe.id for probe in plan_of(*options[:4]).probes] != [probe.id for probe in live.probes]


def test_other_prices_tell_what_a_replay_had_cost_and_leave_its_plan(tmp_path: Path) -> None:
    prices, har = tmp_path / "prices.toml", tmp_path / "run.har"
    prices.write_text(UPSIDE_DOWN)
    live = plan_of("--base-url", "http://127.0.0.1:1", "--max-paid", "9", "--prices", str(prices))
    har.write_text(written(live.options.facts | {"server": "http://127.0.0.1:1", "mock": False}, ENTRY))
    prices.write_text('currency = "EUR"\n[[price]]\namount = 2\n')
    again = plan_of("--replay", str(har), "--prices", str(prices))
    assert [probe.id for probe in again.probes] == [probe.id for probe in live.probes]
    assert {again.price(probe) for probe in again.probes if probe.charged} == {2 * MILLIONTHS}
