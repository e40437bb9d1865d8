"""Reading a video in a process of its own: names of files come in, a line of JSON goes out for each.

A program by itself: it imports nothing of ours and is given no environment. A file that crashes FFmpeg, or makes it
take too much, ends this process and no other.
"""

from __future__ import annotations

import base64
import json
import resource
import struct
import sys
import zlib
from typing import Any, BinaryIO

#: Limits of this process: bytes of address space, seconds of the processor for each file.
MEMORY = 2 * 1024**3
SECONDS = 20
#: The largest picture that is decoded, in pixels (8K); the most pictures and the longest time that a file may announce.
PIXELS = 7680 * 4320
PICTURES = 50_000
LENGTH = 3600.0
#: The mark of each container by FFmpeg's name, with its offset in bytes. Nothing else is opened: a playlist, for one,
#: would have FFmpeg read other files.
CONTAINERS = {"mp4": (b"ftyp", 4), "matroska": (b"\x1aE\xdf\xa3", 0)}
#: The version of PyAV from which on titles are read leniently by themselves.
TOLERANT = 19
#: A picture is shrunk to this size, in pixels of grey, to be looked at; below this grey everywhere it is black.
SMALL = (64, 36)
BLACK = 20
#: The longer side of a thumbnail, in pixels, and the most characters that it may take; its colours are coarse.
THUMBNAIL, LARGEST_THUMBNAIL = 80, 16_000
_COARSE = bytes(value & 0xF0 for value in range(256))


class UnplayableError(Exception):
    """The file is no video that can be played; the message says why in a few words."""


def limit(kind: int, value: int) -> None:
    """Bound what this process may take."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def facts(file: BinaryIO) -> dict[str, Any]:
    """The content of a file: container, codec, picture in pixels as shown, seconds, pictures, and whether it moves.

    UnplayableError, or an error of FFmpeg, where it cannot be played at its start, middle and end.
    """
    import av  # here, since it is loaded under the limits

    head = file.read(16)
    file.seek(0)
    name = next((name for name, (mark, at) in CONTAINERS.items() if head[at : at + len(mark)] == mark), None)
    if name is None:
        raise UnplayableError(f"it is no MP4 or WebM but begins with {head[:12]!r}" if head else "it is empty")
    options = {"protocol_whitelist": "none", "enable_drefs": "0", "max_pixels": str(PIXELS)}
    # Titles that are no UTF-8 make no video worse. PyAV 19, which is for Python 3.12 and newer, cannot be told so.
    told: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.partition(".")[0]) < TOLERANT else {}
    with av.open(file, format=name, options=options, **told) as container:
        if not container.streams.video:
            raise UnplayableError("there is no video in it")
        stream = container.streams.video[0]
        context = stream.codec_context
        if context is None:
            raise UnplayableError("its codec is not known")
        context.options = {"max_pixels": str(PIXELS)}
        context.thread_count = 1
        announced = _announced(stream)
        count, first, last = _times(container, stream)
        if stream.frames and count < stream.frames:
            raise UnplayableError(f"it is cut off: {count} of {stream.frames} pictures are there")
        pictures = [_picture(container, stream, at, first, name) for at, name in _spots(first, last)]
        width, height = _as_shown(stream, pictures[0])
        greys = [_grey(picture) for picture in pictures]
        return {
            "container": name,
            "codec": context.name,
            "width": width,
            "height": height,
            "seconds": round(last - first, 3),
            "announced": announced,
            "pictures": count,
            "black": all(max(grey) < BLACK for grey in greys),
            "still": count == 1 or all(grey == greys[0] for grey in greys),
            "thumbnail": _thumbnail(pictures[1]),
        }


def _announced(stream: Any) -> float | None:
    """The length that a file announces, in seconds; UnplayableError where it announces more than is decoded."""
    context = stream.codec_context
    if context.width * context.height > PIXELS:
        raise UnplayableError(f"its picture is announced as {context.width} x {context.height}")
    if stream.frames > PICTURES:
        raise UnplayableError(f"{stream.frames} pictures are announced")
    seconds = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else None
    if seconds is not None and seconds > LENGTH:
        raise UnplayableError(f"{seconds:.0f} s are announced")
    return seconds


def _times(container: Any, stream: Any) -> tuple[int, float, float]:
    """The number of pictures, when the first begins and when the last ends, from all packets; none is decoded."""
    count, times, ends = 0, [], []
    for packet in container.demux(stream):
        if packet.size == 0 or packet.pts is None:
            continue
        count += 1
        if count > PICTURES:
            raise UnplayableError(f"there are more than {PICTURES} pictures in it")
        times.append(packet.pts * stream.time_base)
        ends.append((packet.pts + (packet.duration or 0)) * stream.time_base)
        if ends[-1] - times[0] > LENGTH:
            raise UnplayableError(f"it is longer than {LENGTH:g} s")
    if not times:
        raise UnplayableError("there are no pictures in it")
    return count, float(min(times)), float(max(ends))


def _spots(first: float, last: float) -> list[tuple[float, str]]:
    return [(first, "start"), ((first + last) / 2, "middle"), (last, "end")]


def _picture(container: Any, stream: Any, at: float, first: float, spot: str) -> Any:
    """The picture shown at a time, the last one for the end; UnplayableError where it does not decode."""
    try:
        container.seek(int(max(at - 0.001, first) / stream.time_base), stream=stream)
        found = None
        for picture in container.decode(stream):
            found = picture
            if picture.is_corrupt:
                raise UnplayableError(f"the picture at its {spot} is broken")
            if spot != "end" and picture.time is not None and picture.time >= at - 0.001:
                break
    except UnplayableError:
        raise
    except Exception as error:  # whatever FFmpeg says of it: the answer names it
        raise UnplayableError(f"it does not decode at its {spot} ({type(error).__name__})") from None
    if found is None:
        raise UnplayableError(f"no picture decodes at its {spot}")
    return found


def _as_shown(stream: Any, picture: Any) -> tuple[int, int]:
    """Width and height of the picture as a player shows it: pixels that are not square, and turned."""
    aspect = stream.sample_aspect_ratio
    width = round(picture.width * aspect) if aspect else picture.width
    return (picture.height, width) if picture.rotation % 180 else (width, picture.height)


def _grey(picture: Any) -> bytes:
    small = picture.reformat(width=SMALL[0], height=SMALL[1], format="gray")
    plane = small.planes[0]
    raw = bytes(plane)
    return b"".join(raw[row * plane.line_size :][: SMALL[0]] for row in range(SMALL[1]))


def _thumbnail(picture: Any) -> str | None:
    """A small copy of a picture as it is stored, a PNG in base64; None where it is too large or cannot be made."""
    scale = THUMBNAIL / max(picture.width, picture.height)
    width, height = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    try:
        plane = picture.reformat(width=width, height=height, format="rgb24").planes[0]
    except Exception:  # whatever FFmpeg says of it: the video is judged without
        return None
    raw = bytes(plane).translate(_COARSE)
    rows = b"".join(b"\0" + raw[row * plane.line_size :][: width * 3] for row in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    text = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()
    return text if len(text) <= LARGEST_THUMBNAIL else None


def main() -> None:
    """Answer each line, the name of a file, with what is in it or with a `problem`."""
    for kind, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        limit(kind, value)
    import av

    av.logging.set_level(av.logging.PANIC)  # it would repeat what stands in the file
    print(json.dumps({"ready": av.__version__}), flush=True)  # noqa: T201 - the answer
    for line in sys.stdin:
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + SECONDS + 1)
        try:
            with open(line.rstrip("\n"), "rb") as file:  # noqa: PTH123 - nothing more is loaded
                answer = facts(file)
        except UnplayableError as error:
            answer = {"problem": str(error)}
        except MemoryError:
            answer = {"problem": f"to read it takes more than {MEMORY // 1024**2} MiB"}
        except Exception as error:  # whatever FFmpeg says of it: the answer names it
            answer = {"problem": f"it cannot be read ({type(error).__name__})"}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
