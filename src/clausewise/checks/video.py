"""Checks of the file that a task has made: it can be fetched and played, and is what the request asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clausewise.checks.breach import AspectBroken
from clausewise.spec.tasks import AskedVideo, VideoTerms

#: The aspects that these checks are about, in the words of `keywords`.
DOWNLOAD, FILE_TYPE, PLAYABLE, MOVING, DISTINCT = "download", "file-type", "playable", "moving", "distinct"
VIDEO, VIDEO_SIZE = "video", "video-size"
#: The part by which a picture may be off its ratio: the maker's own HD sizes are 7:4 where 16:9 was asked for.
RATIO_TOLERANCE = 0.03
#: Seconds by which a video may be off its length.
LENGTH_TOLERANCE = 0.5
#: The part by which the shorter side may be below the usual one: HD is 1024 or 1080.
SIDE_TOLERANCE = 0.06


def file_broken(download: Mapping[str, Any], media_type: str) -> Iterator[AspectBroken]:
    """Yield the broken aspects of a download, as `run.following` keeps it, and with the file that came."""
    if download["refused"]:
        yield AspectBroken(DOWNLOAD, f"a link that was not followed: {download['error']}", "a public address")
        return
    if download["error"]:
        yield AspectBroken(DOWNLOAD, f"no whole file: {download['error']}", "the whole file, without the key")
        return
    if download["status"] != 200:
        yield AspectBroken(DOWNLOAD, f"status {download['status']} to a GET without the key", "200 and the file")
        return
    if not media_type.startswith("video/"):
        yield AspectBroken(FILE_TYPE, f"Content-Type {media_type or 'none'}", "video/mp4 or another type of video")
    media = download["media"]
    if media is None:
        return
    if "problem" in media:
        yield AspectBroken(PLAYABLE, f"a file of {download['size']} bytes: {media['problem']}", "a video that plays")
    elif media["still"] and (media["black"] or media["pictures"] == 1):
        what = "one picture" if media["pictures"] == 1 else "black pictures only"
        yield AspectBroken(MOVING, what, "pictures that move")


def asked_broken(asked: AskedVideo, terms: VideoTerms, media: Mapping[str, Any]) -> Iterator[tuple[str, AspectBroken]]:
    """Yield the properties that a video lacks, each with the term (`ratio`, `seconds`, `hd`) that asked for it."""
    width, height = media["width"], media["height"]
    size = f"{width} x {height}"
    if asked.ratio is not None:
        wanted = asked.ratio[0] / asked.ratio[1]
        if not height or abs(width / height / wanted - 1) > RATIO_TOLERANCE:
            yield "ratio", AspectBroken(VIDEO, f"a video of {size}", f"{asked.ratio[0]}:{asked.ratio[1]}, within 3 %")
    if asked.seconds is not None and abs(media["seconds"] - asked.seconds) > LENGTH_TOLERANCE:
        expected = f"{asked.seconds:g} s, give or take {LENGTH_TOLERANCE:g} s"
        yield "seconds", AspectBroken(VIDEO, f"a video of {media['seconds']:g} s", expected)
    side = terms.shorter_side.get("hd")
    if asked.hd and asked.hd_has_effect and side and min(width, height) < side * (1 - SIDE_TOLERANCE):
        yield "hd", AspectBroken(VIDEO_SIZE, f"a video of {size}", f"a shorter side of about {side} pixels")


def asked_in_words(asked: AskedVideo) -> dict[str, str]:
    """The terms of a request for a video, those that it or a default says something of."""
    told = {}
    if asked.ratio is not None:
        told["ratio"] = f"{asked.ratio[0]}:{asked.ratio[1]}"
    if asked.seconds is not None:
        told["seconds"] = f"{asked.seconds:g}"
    if asked.hd is not None:
        told["hd"] = "no" if not asked.hd else "yes" if asked.hd_has_effect else "yes, without effect"
    return told


def pixels(media: Mapping[str, Any]) -> int:
    """The pixels of a picture."""
    return int(media["width"]) * int(media["height"])


def hd_broken(hd: Mapping[str, Any], plain: Sequence[Mapping[str, Any]]) -> AspectBroken | None:
    """The broken aspect of an HD video beside plain ones of the same kind, None where it has more pixels."""
    most = max(map(pixels, plain))
    if pixels(hd) > most:
        return None
    actual = f"HD of {hd['width']} x {hd['height']}, without HD it has {most} pixels"
    return AspectBroken(VIDEO, actual, "more pixels with HD than without")
