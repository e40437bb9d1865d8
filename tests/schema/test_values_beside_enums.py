"""Values beside those of an enum: usual elsewhere, and none of them."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.schema.neighbours import round_beside, usual_beside


@pytest.mark.parametrize(
    ("listed", "beside"),
    [
        (["16:9", "9:16"], {"1:1", "4:3", "21:9", "landscape", "portrait", "auto"}),
        (["1024x1024"], {"512x512", "1920x1080", "square"}),
        (["sora-2", "sora-2-pro"], {"sora-1", "sora-3", "sora-3-pro", "sora-2-hd", "sora-2-mini"}),
        (["kling-v1.6", "kling-v2"], {"kling-v3", "kling-v1"}),
        (["veo3", "veo3_fast"], {"veo3_hd", "veo3_turbo"}),
    ],
)
def test_values_that_are_usual_elsewhere_are_tried_beside_an_enum(listed: list[Any], beside: set[Any]) -> None:
    found = [value for _, value in usual_beside(listed)]
    assert beside <= {*found}
    assert not {*found} & {*listed}
    assert len({name for name, _ in usual_beside(listed)}) == len(found)


@pytest.mark.parametrize("listed", [["small", "large"], ["10", "15", "25"], ["720p"], [1, 2], [True], [None], []])
def test_nothing_is_tried_beside_an_enum_of_plain_words_or_numbers(listed: list[Any]) -> None:
    assert [*usual_beside(listed)] == []


@pytest.mark.parametrize(
    ("listed", "beside"),
    [
        (["10", "15", "25"], {"5", "12", "20", "30", "50", "60", 5, 20, 60}),
        ([6, 10], {5, 8, 12, 20}),
        (["720p", "1080p"], {"480p", "2160p"}),
        (["5s", "10s"], {"8s", "15s"}),
    ],
)
def test_round_numbers_are_tried_below_between_and_beyond_an_enum(listed: list[Any], beside: set[Any]) -> None:
    found = [value for _, value in round_beside(listed)]
    assert beside <= {*found}
    assert not {*found} & {*listed}
    assert len({*found}) == len(found)


@pytest.mark.parametrize("listed", [["small", "large"], ["sora-2", "sora-2-pro"], [True], [1, None], []])
def test_no_number_is_tried_beside_an_enum_without_numbers(listed: list[Any]) -> None:
    assert [*round_beside(listed)] == []
