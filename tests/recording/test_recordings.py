"""A recording holds every exchange without the key, opens as HAR 1.2, and gives the verdict again without a server."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from clausewise.http.exchange import Exchange
from clausewise.http.redaction import Redaction
from clausewise.mock_server import MockServer, running
from clausewise.recording import Recorder, Recording, RecordingError
from clausewise.report.exit_codes import UNDECIDED
from tests.hostile.leaks import leaks
from tests.recording.archives import ENTRY, KEY, archive, written
from tests.suite.command import SPEC, SUITE, Suite

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
