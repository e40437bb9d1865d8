"""A file that a server sends is looked into in bounded time and memory, whatever it holds."""

from __future__ import annotations

import base64
import resource
import struct
import time
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from clausewise.media.decoding import LARGEST_THUMBNAIL
from clausewise.media.inspector import SAMPLE, MediaInspector, unable
from clausewise.mock_server.videos.film import film
from clausewise.mock_server.videos.shape import VideoShape
from clausewise.report.page.texts import png
from clausewise.run.following.decidable import decided, needs_of_tasks
from tests.following import attacks
from tests.reports.judged import plan_of

needs_av = pytest.mark.skipif(find_spec("av") is None, reason="without PyAV no file is looked into")


@pytest.fixture(scope="module")
def probe() -> Any:
    found = MediaInspector(seconds=20)
    yield found
    found.close()


def looked(probe: MediaInspector, folder: Path, data: bytes) -> dict[str, Any]:
    path = folder / "video"
    path.write_bytes(data)
    return probe.facts(path)


@needs_av
def test_malformed_files_are_told_in_bounded_time_and_memory(probe: MediaInspector, tmp_path: Path) -> None:
    right = film(VideoShape(320, 180, 10.0))
    assert "problem" not in looked(probe, tmp_path, right)
    told = 0
    for data in attacks.malformed(right, 40):
        began = time.monotonic()
        facts = looked(probe, tmp_path, data)
        assert time.monotonic() - began < 40
        told += "problem" in facts
        assert "problem" in facts or {"width", "height", "seconds"} <= facts.keys()
    assert told >= 35  # 39 of 40 with PyAV 18: what is still a film differs between versions of FFmpeg
    assert "problem" not in looked(probe, tmp_path, right)  # it goes on after all of them
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 * 1024**2  # KiB


@needs_av
def test_a_video_has_a_small_picture_of_bounded_size(probe: MediaInspector, tmp_path: Path) -> None:
    for width, height, small in ((320, 180, (80, 45)), (180, 320, (45, 80))):
        text = looked(probe, tmp_path, film(VideoShape(width, height, 10.0)))["thumbnail"]
        picture = base64.b64decode(text, validate=True)
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", picture[16:24]) == small
        rows = zlib.decompress(picture[picture.index(b"IDAT") + 4 : picture.index(b"IEND") - 8])
        assert len(rows) == small[1] * (1 + 3 * small[0])
        assert len(text) <= LARGEST_THUMBNAIL
        assert png(text)


@needs_av
def test_bombs_are_refused(probe: MediaInspector, tmp_path: Path) -> None:
    right = film(VideoShape(320, 180, 10.0))
    wide = bytearray(right)
    at = wide.find(b"avc1", wide.find(b"stsd"))
    wide[at + 28 : at + 32] = struct.pack(">HH", 65_000, 65_000)
    sizes = bytearray(right)
    at = sizes.find(b"stsz")
    sizes[at + 8 : at + 16] = struct.pack(">II", 1, 2_000_000_000)  # pictures of one byte, billions of them
    times = bytearray(right)
    at = times.find(b"stts")
    times[at + 8 : at + 20] = struct.pack(">III", 1, 60, 0x3FFFFFFF)  # pictures that last for weeks
    for bomb in (wide, sizes, times):
        began = time.monotonic()
        facts = looked(probe, tmp_path, bytes(bomb))
        assert "problem" in facts or max(facts["width"], facts["height"]) <= 8192, facts
        assert time.monotonic() - began < 40
    assert "problem" in looked(probe, tmp_path, bytes(sizes))
    assert "problem" in looked(probe, tmp_path, bytes(times))


@needs_av
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html></html>",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        bytes(10_000),
        b"\0\0\0\x18ftypmp42" + b"\0" * 12,
        b"\x1aE\xdf\xa3" + b"\xff" * 100,
    ],
    ids=["empty", "html", "playlist", "concat", "sdp", "zeros", "ftyp only", "webm of nothing"],
)
def test_what_is_no_video_is_told(data: bytes, probe: MediaInspector, tmp_path: Path) -> None:
    assert "problem" in looked(probe, tmp_path, data)


@needs_av
def test_a_parser_that_crashes_or_hangs_is_a_finding_and_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "parser.py"
    program.write_text(
        "import os, signal, sys, time\nprint('{}', flush=True)\n"
        "for line in sys.stdin:\n"
        "    if 'crash' in line: os.kill(os.getpid(), signal.SIGSEGV)\n"
        "    if 'hang' in line: time.sleep(60)\n"
        "    assert not [name for name in os.environ if 'KEY' in name]\n"
        '    print(\'{"codec": "none"}\', flush=True)\n'
    )
    monkeypatch.setattr("clausewise.media.inspector._PROGRAM", program)
    monkeypatch.setenv("RELAY_API_KEY", "sk-one")
    probe = MediaInspector(seconds=1.0)
    assert "SIGSEGV" in probe.facts(Path("crash"))["problem"]
    assert probe.facts(Path("fine")) == {"codec": "none"}
    assert "longer than" in probe.facts(Path("hang"))["problem"]
    assert probe.facts(Path("fine")) == {"codec": "none"}
    probe.close()


def test_a_parser_that_does_not_read_a_sound_file_judges_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flaw of the parser, or of how it is asked, is none of the server's."""
    assert unable() is None or find_spec("av") is None
    broken = tmp_path / "sample.mp4"
    broken.write_bytes(SAMPLE.read_bytes()[:1000])
    why = unable(broken)
    assert why is not None
    monkeypatch.setattr("clausewise.run.following.decidable.unable", lambda: why)
    plan = plan_of("--follow")
    told = {name for name, reason in needs_of_tasks(plan).items() if reason == why}
    assert told == {f"video-{name}" for name in ("ratio", "hd", "hd-size", "length", "playable", "moving")}
    assert not told & {clause.id for probe in plan.followed for clause in decided(plan, probe)}
