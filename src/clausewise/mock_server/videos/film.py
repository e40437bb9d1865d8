"""Video files: MP4 with H.264, a bright square that moves over a dark ground, made by PyAV."""

from __future__ import annotations

import importlib.util
import tempfile
import threading
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from clausewise.media.inspector import SAMPLE
from clausewise.mock_server.videos.shape import VideoShape

if TYPE_CHECKING:
    from av import VideoFrame

MEDIA_TYPE = "video/mp4"
#: Frames per second: few, for every one costs time.
RATE = 3
#: The warning where PyAV is not installed.
WITHOUT_PYAV = (
    "PyAV is not installed, so every video is the same small file of 16:9 and 10 seconds, whatever is asked for; "
    "install the extra `video`"
)
_DARK, _BRIGHT, _BLUE, _RED = 0x50, 0xE0, 0x6E, 0x96
_lock = threading.Lock()


def can_make() -> bool:
    """Tell whether PyAV is there to make videos of every shape."""
    return importlib.util.find_spec("av") is not None


def film(shape: VideoShape) -> bytes:
    """The file of a shape, made once; without PyAV the sample that is shipped."""
    with _lock:  # two readers of a new shape would make it twice
        return _made(shape) if can_make() else _sample()


def stamped(data: bytes, text: str) -> bytes:
    """A file with a text in a box that players skip (ISO/IEC 14496-12, "free"), so that no two tasks share one."""
    content = text.encode("utf-8", "replace")
    return data + (len(content) + 8).to_bytes(4, "big") + b"free" + content


@lru_cache(maxsize=1)
def _sample() -> bytes:
    return SAMPLE.read_bytes()


@lru_cache(maxsize=64)
def _made(shape: VideoShape) -> bytes:
    with tempfile.TemporaryDirectory(prefix="mock-video-") as folder:
        path = Path(folder, "video.mp4")
        _write(path, shape)
        return path.read_bytes()


def _write(path: Path, shape: VideoShape) -> None:
    import av  # heavy, and an extra

    frames = max(2, round(shape.seconds * RATE))
    # The index stands first, so that a player can begin before the end has come.
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as output:
        stream = output.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = shape.width, shape.height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "35", "g": str(RATE * 5)}
        stream.codec_context.thread_count = 1
        for number in range(frames):
            frame = av.VideoFrame(shape.width, shape.height, "yuv420p")
            _paint(frame, number / (frames - 1))
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())


def _paint(frame: VideoFrame, share: float) -> None:
    """Fill a frame; the square stands at a share of its way from the upper left to the lower right."""
    luma, blue, red = frame.planes
    side = max(2, min(frame.width, frame.height) // 4)
    # In steps of a block of the codec: the file is half as long then.
    left, top = (int(length * share) // 16 * 16 for length in (frame.width - side, frame.height - side))
    ground = bytes([_DARK]) * luma.line_size
    crossed = ground[:left] + bytes([_BRIGHT]) * side + ground[left + side :]
    luma.update(ground * top + crossed * side + ground * (luma.height - top - side))
    blue.update(bytes([_BLUE]) * blue.buffer_size)
    red.update(bytes([_RED]) * red.buffer_size)
