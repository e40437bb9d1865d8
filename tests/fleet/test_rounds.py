"""A round: one job for each server however often it is begun, and the end of each by what its check has said."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("procrastinate", reason="it is the extra 'fleet'")

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Limits
from clausewise.budget.work import Work
from clausewise.fleet import job
from clausewise.fleet.job import NotDoneError
from clausewise.fleet.queue import QUEUE, queue
from clausewise.fleet.results import results
from clausewise.fleet.rounds import Ended, Round
from clausewise.fleet.servers_file import Server
from clausewise.settings.shared_ledger import SharedRound, read_shared

KEY = "sk-rounds-77aa01c9e2"


def opened(address: str, name: str) -> Round:
    return Round(SharedRound(read_shared(address, name).address, name))


def server(name: str, **files: str) -> Server:
    options = {"--base-url": f"http://{name}.test", "--max-paid": "2", "--api-key-env": "A_KEY"}
    return Server(name, options | {f"--{option}": file for option, file in files.items()})


def jobs(round_: Round) -> list[tuple[object, ...]]:
    """The jobs of a round that wait: server, lock, options, files."""
    with queue(round_.place).open() as app:
        waiting = [
            each for each in app.job_manager.list_jobs(queue=QUEUE) if each.task_kwargs["name"] == round_.place.run
        ]
    return [
        (each.task_kwargs["server"], each.lock, each.task_kwargs["options"], each.task_kwargs["files"])
        for each in waiting
    ]


def test_a_round_that_is_begun_again_submits_nothing_twice(address: str, tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text("# none\n")
    servers = [server("one", waivers=str(tmp_path / "known.toml")), server("two")]
    with closing(opened(address, "again")) as round_:
        round_.begin(servers[:1], Limits(5))
        round_.begin(servers, Limits(5))
        # As if whoever has begun it was killed before it could note that.
        round_._storage.execute("UPDATE servers SET job = NULL")
        round_.begin(servers, Limits(5))
        options = {"--max-paid": "2", "--api-key-env": "A_KEY"}
        assert jobs(round_) == [
            (name, f"http://{name}.test", {**options, "--base-url": f"http://{name}.test"}, files)
            for name, files in (("one", {"--waivers": "# none\n"}), ("two", {}))
        ]
        assert (round_.sums().servers, round_.sums().done, round_.sums().most) == (2, 0, Limits(5))


def test_what_is_not_done_is_not_noted_as_done(address: str) -> None:
    with closing(opened(address, "undone")) as round_:
        round_.begin([server("one")], Limits())
        for ended in (Ended(2, ""), Ended(-9, ""), Ended(0, "")):
            with pytest.raises(NotDoneError, match=r"one: exit code"):
                job._note(round_.place, "one", ended)
        with closing(Ledger(round_.run_of("one"))) as ledger:
            ledger.join("plan")
            work = Work(ledger)
            work.join(["a", "b"], [0, 0])
            work.finish(work.take() or 0, "{}")
            with pytest.raises(NotDoneError):
                job._note(round_.place, "one", Ended(1, ""))
            ledger.end("the run was ended: 20 answers in a row were none")
            job._note(round_.place, "one", Ended(2, "ended"))
            work.leave()
            work.close()
        job._note(round_.place, "one", Ended(0, "too late"))
        assert round_.ended() == {"one": Ended(2, "ended")}


@pytest.mark.parametrize("code", job.FINAL)
def test_a_check_that_never_began_is_told_with_its_reason(address: str, code: int) -> None:
    with closing(opened(address, f"never-{code}")) as round_:
        round_.begin([server("one"), server("two")], Limits())
        job._note(round_.place, "one", Ended(code, "it is gone"))
        (found,) = results(round_, [server("one"), server("two")])
        assert (found.code, found.said, found.report, found.conforms) == (code, "it is gone", None, "undecided")
        assert (found.line.page, found.counts.requests) == (None, 0)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("", ""),
        ("1 passed\n", ""),
        ("ERROR: the one\nmore\nERROR: the other\n", "the other"),
        ("!!!!! _pytest.outcomes.Exit: the key is refused !!!!!\n", "the key is refused"),
        (f"ERROR: it said {KEY}\n", "it said [REDACTED KEY]"),
        ("ERROR: \x1b[2Jcleared\n", "\\x1b[2Jcleared"),
        (f"ERROR: {'long' * 1000}\n", ("long" * 1000)[: job._LONGEST]),
    ],
)
def test_what_a_check_has_said_is_one_line_without_the_key(output: str, said: str) -> None:
    assert job._said(output, KEY) == said
