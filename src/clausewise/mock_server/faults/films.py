"""Files that are no video as it should be: of another size or length, black, still, broken, or no video at all."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from clausewise.mock_server.faults.entry import Change
from clausewise.mock_server.videos.film import RATE
from clausewise.mock_server.videos.shape import VideoShape

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer
    from clausewise.mock_server.tasks import Task

HTML = b"<!doctype html><html><body>Your video is being prepared.</body></html>"
#: A file that begins as an MP4 does, and goes on as nothing does.
GARBAGE = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + random.Random(7).randbytes(20_000)  # noqa: S311 - no secret


def shaped(alter: Callable[[VideoShape, Task], VideoShape]) -> Change:
    """Make videos of another shape."""

    def change(server: MockServer) -> None:
        shape = server.steps.shape
        server.steps.shape = lambda task: alter(shape(task), task)

    return change


def filmed(make: Callable[[VideoShape, bytes], bytes]) -> Change:
    """Make another file of the right one and its shape."""

    def change(server: MockServer) -> None:
        film = server.steps.film
        server.steps.film = lambda shape: make(shape, film(shape))

    return change


@cache
def one_colour(shape: VideoShape, luma: int, pictures: int | None = None) -> bytes:
    """A video of one grey, of as many pictures as its length needs or of some."""
    import av  # heavy, and an extra

    file = io.BytesIO()
    count = pictures or round(shape.seconds * RATE)
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = shape.width, shape.height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "40"}
        frame = av.VideoFrame(shape.width, shape.height, "yuv420p")
        for plane, value in zip(frame.planes, (luma, 128, 128), strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        for number in range(count):
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return file.getvalue()


@cache
def sound_only() -> bytes:
    """A file without pictures."""
    import av  # heavy, and an extra

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("aac", rate=44_100, layout="mono")
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.sample_rate = 44_100
        for number in range(40):
            frame.pts, frame.time_base = number * 1024, Fraction(1, 44_100)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return file.getvalue()
