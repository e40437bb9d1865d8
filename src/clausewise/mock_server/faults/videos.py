"""Videos that cannot be had, cannot be played, or are not what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clausewise.mock_server.exchange import Answer, Request, json_answer
from clausewise.mock_server.faults.entry import Change, Family, Fault
from clausewise.mock_server.faults.films import GARBAGE, HTML, filmed, one_colour, shaped, sound_only
from clausewise.mock_server.faults.task_mechanisms import ended
from clausewise.mock_server.tasks import Task
from clausewise.mock_server.videos.shape import VideoShape

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "videos"
LINK = ("video-link",)


def _fault(name: str, clauses: tuple[str, ...], says: str, change: Change, *, keys: bool = False) -> Fault:
    return Fault(f"video-{name}", FAMILY, clauses, says, change, (), keys)


def served(alter: Callable[[Request, Task, Answer], Answer]) -> Change:
    """Answer requests for a video in another way."""

    def change(server: MockServer) -> None:
        download = server.steps.download
        server.steps.download = lambda request, task: alter(request, task, download(request, task))

    return change


def linked(alter: Callable[[str], str]) -> Change:
    """Name another address of the video."""

    def change(record: dict[str, Any], _: Task, __: int) -> Any:
        data = record.get("data")
        return record | {"data": {"output": alter(data["output"])}} if data else record

    return ended(change)


def typed(answer: Answer, media_type: bytes) -> Answer:
    """An answer of another media type."""
    headers = tuple(pair for pair in answer.headers if pair[0] != b"content-type")
    return replace(answer, headers=(*headers, (b"content-type", media_type)))


def _answer(status: int) -> Change:
    return served(lambda *_: json_answer(status, {"message": "no"}))


def _redirect(location: bytes) -> Change:
    return served(lambda *_: Answer(302, headers=((b"location", location),)))


def _with_key(request: Request, _: Task, answer: Answer) -> Answer:
    return answer if b"authorization" in request.headers else json_answer(401, {"message": "the API key is missing"})


def _around(request: Request, _: Task, __: Answer) -> Answer:
    return Answer(302, headers=((b"location", request.path),))


def _key_in_link(server: MockServer) -> None:
    linked(lambda url: f"{url}?key={next(iter(server.keys), '')}")(server)


def _same_file(server: MockServer) -> None:
    server.steps.download = lambda request, task: Answer(
        200, server.steps.film(server.steps.shape(task)), ((b"content-type", b"video/mp4"),)
    )


def _hd(shape: VideoShape, task: Task, width: int, height: int) -> VideoShape:
    if not task.asked.hd or not task.asked.hd_has_effect:
        return shape
    return (
        shape._replace(width=width, height=height)
        if shape.width > shape.height
        else VideoShape(height, width, shape.seconds)
    )


FAULTS: tuple[Fault, ...] = (
    _fault("not-found", LINK, "Nothing is found at the address of the video.", _answer(404)),
    _fault("forbidden", LINK, "The video is for nobody.", _answer(403)),
    _fault("for-keys-only", LINK, "The video is for those who have the key.", served(_with_key)),
    _fault("crash", LINK, "To fetch the video crashes the server.", _answer(500)),
    _fault("no-content", LINK, "The video is answered with 204.", served(lambda *_: Answer(204, headers=()))),
    _fault("broken-off", LINK, "The file breaks off.", served(lambda _, __, a: replace(a, dropped="body"))),
    _fault("dropped", LINK, "The connection is dropped.", served(lambda _, __, a: replace(a, dropped="headers"))),
    _fault("redirected-for-ever", LINK, "The address leads to itself.", served(_around)),
    _fault("redirected-inwards", LINK, "The address leads to a private one.", _redirect(b"http://10.1.2.3/video.mp4")),
    _fault("redirected-to-file", LINK, "The address leads to a file.", _redirect(b"file:///etc/hostname")),
    _fault("link-file", LINK, "The address is that of a file.", linked(lambda _: "file:///etc/hostname")),
    _fault("link-data", LINK, "The video stands in the record.", linked(lambda _: "data:video/mp4;base64,AAAA")),
    _fault("link-ftp", LINK, "The address is of FTP.", linked(lambda _: "ftp://media.example.com/video.mp4")),
    _fault("link-private", LINK, "The address is a private one.", linked(lambda _: "http://192.168.7.9/video.mp4")),
    _fault("link-decimal", LINK, "A private address is one number.", linked(lambda _: "http://167838211/video.mp4")),
    _fault("link-metadata", LINK, "The address is of the cloud.", linked(lambda _: "http://169.254.169.254/latest/")),
    _fault("link-mapped", LINK, "A private address is mapped.", linked(lambda _: "http://[::ffff:10.1.2.3]/video.mp4")),
    _fault("link-relative", LINK, "The address has no host.", linked(lambda url: "/" + url.split("/", 3)[3])),
    _fault("link-of-user", LINK, "A user stands in the address.", linked(lambda url: url.replace("//", "//me:pass@"))),
    _fault("link-nowhere", LINK, "The host does not exist.", linked(lambda _: "http://no-such-host.invalid/v.mp4")),
    _fault("link-no-address", LINK, "The address is none.", linked(lambda _: "video 1.mp4")),
    _fault("link-with-key", ("no-secrets", *LINK), "The key stands in the address.", _key_in_link, keys=True),
    _fault(
        "type-text", ("video-type",), "The file is declared as text.", served(lambda _, __, a: typed(a, b"text/plain"))
    ),
    _fault(
        "type-json",
        ("video-type",),
        "The file is said to be JSON.",
        served(lambda _, __, a: typed(a, b"application/json")),
    ),
    _fault(
        "html",
        ("video-playable", "video-type"),
        "A web page is at the address.",
        served(lambda *_: Answer(200, HTML, ((b"content-type", b"text/html"),))),
    ),
    _fault(
        "html-as-video",
        ("video-playable",),
        "A web page is declared as a video.",
        served(lambda _, __, a: replace(a, body=HTML)),
    ),
    _fault("empty", ("video-playable",), "The file is empty.", served(lambda _, __, a: replace(a, body=b""))),
    _fault("half", ("video-playable",), "Half of the file is there.", filmed(lambda _, data: data[: len(data) // 2])),
    _fault("garbage", ("video-playable",), "The file is no MP4 behind its first bytes.", filmed(lambda *_: GARBAGE)),
    _fault("sound-only", ("video-playable",), "There are no pictures in the file.", filmed(lambda *_: sound_only())),
    _fault("black", ("video-moving",), "All pictures are black.", filmed(lambda shape, _: one_colour(shape, 16))),
    _fault(
        "one-picture", ("video-moving",), "There is one picture.", filmed(lambda shape, _: one_colour(shape, 120, 1))
    ),
    _fault("shared", ("video-distinct",), "Tasks of one shape share a file.", _same_file),
    _fault(
        "always-landscape",
        ("video-ratio",),
        "Every video is landscape.",
        shaped(lambda s, _: s._replace(width=max(s.width, s.height), height=min(s.width, s.height))),
    ),
    _fault(
        "ratio-turned",
        ("video-ratio",),
        "Ratios are turned.",
        shaped(lambda s, _: VideoShape(s.height, s.width, s.seconds)),
    ),
    _fault("square", ("video-ratio",), "Every video is square.", shaped(lambda s, _: s._replace(width=s.height))),
    _fault(
        "ratio-4-3", ("video-ratio",), "Videos are 4:3.", shaped(lambda s, _: s._replace(width=s.height * 4 // 6 * 2))
    ),
    _fault("length-10", ("video-length",), "Every video is 10 s long.", shaped(lambda s, _: s._replace(seconds=10.0))),
    _fault(
        "length-half",
        ("video-length",),
        "Videos are half as long.",
        shaped(lambda s, _: s._replace(seconds=s.seconds / 2)),
    ),
    _fault(
        "length-and-one",
        ("video-length",),
        "Videos are a second longer.",
        shaped(lambda s, _: s._replace(seconds=s.seconds + 1)),
    ),
    _fault(
        "hd-ignored", ("video-hd", "video-hd-size"), "HD changes nothing.", shaped(lambda s, t: _hd(s, t, 1280, 720))
    ),
    _fault("hd-smaller", ("video-hd", "video-hd-size"), "HD is smaller.", shaped(lambda s, t: _hd(s, t, 854, 480))),
    _fault("hd-not-quite", ("video-hd-size",), "HD has a few pixels more.", shaped(lambda s, t: _hd(s, t, 1360, 764))),
)
