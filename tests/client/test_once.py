"""A create by its name: at most one request ever leaves, and its task is given again."""

from __future__ import annotations

import enum
from pathlib import Path

import pytest
from video_generations_client import (
    AuthenticationError,
    ConfigurationError,
    InvalidRequest,
    Journal,
    JournalMismatch,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Retries,
    Task,
    VideoGenerations,
    VideoGenerationsError,
)

from tests.client.answers import DONE, GOOD, UUID, VALID, gateway, retry_after
from tests.client.conftest import Both, Serve
from tests.client.journals import with_journals
from tests.client.scripted_server import Act, answer


@with_journals
def test_a_name_gives_its_task_again(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(GOOD, DONE)
    told: list[Task] = []
    first = both.create(**VALID, once="scene-14", on_created=told.append)
    again = both.create(**VALID, once="scene-14", on_created=told.append)
    assert first.task_id == again.task_id == UUID
    assert [task.task_id for task in told] == [UUID, UUID]
    assert server.posts == 1
    assert both.create(**VALID, once="scene-15") is not None
    assert server.posts == 2


@with_journals
def test_other_fields_by_the_same_name_are_refused_and_shown(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(GOOD)
    both.create(**VALID, images=["a"], once="scene-14")
    with pytest.raises(JournalMismatch) as caught:
        both.create(**{**VALID, "prompt": "A \x1b[2Jkite"}, private=True, once="scene-14")
    assert caught.value.differences == (
        'images: ["a"] before, not given now',
        "private: not given before, true now",
        r'prompt: "A paper boat" before, "A \u001b[2Jkite" now',
    )
    assert caught.value.task_id == UUID
    with pytest.raises(JournalMismatch, match=r"extra: 1 before, true now|x_level: 1 before, true now"):
        both.create(**VALID, once="n", extra={"x_level": 1}) and both.create(**VALID, once="n", extra={"x_level": True})
    assert server.posts == 2


def test_equal_fields_are_the_same_in_any_order_and_as_defaults(both: Both, serve: Serve, tmp_path: Path) -> None:
    """A field that has a default in the spec may be left out as well; another one may not."""
    server = serve(GOOD)
    both.options["journal"] = tmp_path / "jobs.sqlite"
    both.create(**VALID, private=False, once="n")
    both.create(**dict(reversed(VALID.items())), hd=False, images=None, once="n")
    both.create(**VALID, once="m")
    both.create(**VALID, private=False, hd=False, once="m")
    with pytest.raises(JournalMismatch, match="watermark: not given before, false now"):
        both.create(**VALID, watermark=False, once="m")
    with pytest.raises(JournalMismatch, match="private: not given before, true now"):
        both.create(**VALID, private=True, once="m")
    assert server.posts == 2


def test_a_member_of_an_enumeration_is_the_text_that_is_sent(both: Both, serve: Serve, tmp_path: Path) -> None:
    class Model(str, enum.Enum):  # noqa: UP042 - of a StrEnum, str would give the value
        SMALL = "sora-2"

    serve(GOOD)
    both.options |= {"api_key": "", "journal": Journal(tmp_path / "jobs.sqlite")}
    assert both.create(prompt="p", model=Model.SMALL, once="n") == both.create(prompt="p", model="sora-2", once="n")


@with_journals
def test_long_texts_are_compared_and_not_kept(both: Both, serve: Serve, journal: Journal) -> None:
    serve(GOOD)
    image = "data:image/png;base64," + "A" * 500_000
    both.create(**VALID, images=[image + "B"], once="n")
    both.create(**VALID, images=[image + "B"], once="n")
    with pytest.raises(JournalMismatch):
        both.create(**VALID, images=[image + "C"], once="n")
    entry = journal.find("n")
    assert entry is not None
    assert len(repr(entry.fields)) < 1000


REFUSALS = [
    (gateway(401, "bad"), AuthenticationError),
    (gateway(400, "invalid_request"), InvalidRequest),
    (answer(429, {"code": "busy"}), RateLimited),
    (retry_after(503, "500"), VideoGenerationsError),
]


@with_journals
@pytest.mark.parametrize(("refusal", "error"), REFUSALS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_refusal_frees_the_name(
    refusal: Act, error: type[Exception], both: Both, serve: Serve, journal: Journal
) -> None:
    server = serve(refusal, GOOD)
    with pytest.raises(error):
        both.create(**VALID, once="n")
    assert journal.entries() == []
    assert both.create(**{**VALID, "prompt": "another"}, once="n").task_id == UUID
    assert server.posts == 2


@with_journals
def test_what_is_not_sent_frees_the_name(both: Both, serve: Serve, journal: Journal) -> None:
    both.options |= {"base_url": "http://127.0.0.1:9", "retries": None}
    with pytest.raises(NotSent):
        both.create(**VALID, once="n")
    with pytest.raises(InvalidRequest):
        both.create(**VALID, duration="25", once="n")
    assert journal.entries() == []


@with_journals
def test_a_name_that_is_forgotten_is_free(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(answer(500, b"oops"), GOOD)
    with pytest.raises(OutcomeUnknown):
        both.create(**VALID, once="n")
    assert journal.forget("n")
    assert not journal.forget("n")
    assert both.create(**VALID, once="n").task_id == UUID
    assert server.posts == 2


def test_a_name_needs_a_journal_and_a_shape(both: Both, serve: Serve, tmp_path: Path) -> None:
    server = serve(GOOD)
    with pytest.raises(ConfigurationError, match="needs a journal"):
        both.create(**VALID, once="n")
    both.options["journal"] = tmp_path / "jobs.sqlite"
    for name in ("", " n", "n\n", 5, "n" * 201, None):
        with pytest.raises(ConfigurationError, match="once must be a name"):
            both.create(**VALID, once=name)
    for place in (5, "", "mysql://host/db", ":memory:", "postgresql://[host/x"):
        both.options["journal"] = place
        with pytest.raises(ConfigurationError, match="journal"):
            both.create(**VALID)
    assert server.posts == 0


@with_journals
def test_a_create_that_is_repeated_is_one_by_its_name(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(retry_after(429, "0"), GOOD)
    both.options["retries"] = Retries(wait_initial=0.0)
    assert both.create(**VALID, once="n").task_id == UUID
    assert server.posts == 2
    assert [entry.state for entry in journal.entries()] == ["started"]


@with_journals
def test_the_same_fields_said_otherwise_are_the_same(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(GOOD)
    both.create(model="sora-2", prompt="p", images=["a"], hd=None, once="n")
    both.create(prompt="p", images=("a",), model="sora-2", once="n")
    both.create(prompt="p", model="sora-2", extra={"images": ["a"]}, once="n", check=False)
    assert server.posts == 1


@with_journals
def test_clients_with_other_options_have_the_same_journal(serve: Serve, journal: Journal, both: Both) -> None:
    server = serve(GOOD)
    with VideoGenerations("", base_url=server.url, journal=journal) as videos:
        videos.with_options(timeout=5).create(prompt="p", model="sora-2", once="n")
        videos.create(prompt="p", model="sora-2", once="n")
    assert server.posts == 1
