"""The shape of a video: width, height and length, as its request asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from clausewise.spec.tasks import AskedVideo

#: Ratio, seconds and shorter side in pixels of a video of which nothing was asked.
RATIO, SECONDS, SHORTER_SIDE = (16, 9), 10.0, {"plain": 720, "hd": 1080}
#: No request makes a bigger or longer one.
LARGEST_SIDE, LONGEST = 4096, 120.0


class VideoShape(NamedTuple):
    """Width and height in pixels, both even, and the length in seconds."""

    width: int
    height: int
    seconds: float


def shape(asked: AskedVideo, otherwise: AskedVideo, shorter_side: Mapping[str, int]) -> VideoShape:
    """The shape of a video; what was not asked for is as `otherwise`, and else as the constants above."""
    width, height = asked.ratio or otherwise.ratio or RATIO
    seconds = asked.seconds or otherwise.seconds or SECONDS
    size = "hd" if asked.hd and asked.hd_has_effect else "plain"
    scale = (shorter_side or SHORTER_SIDE).get(size, SHORTER_SIDE[size]) / min(width, height)
    scale = min(scale, LARGEST_SIDE / max(width, height))
    return VideoShape(_even(width * scale), _even(height * scale), min(seconds, LONGEST))


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
