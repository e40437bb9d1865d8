"""Old runs and rounds can be deleted: what is asked for and nothing else, and nothing that is not over."""

from __future__ import annotations

from contextlib import closing

import pytest

pytest.importorskip("procrastinate", reason="it is the extra 'fleet'")

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError, Limits
from clausewise.budget.work import Work
from clausewise.cli import main
from clausewise.fleet.rounds import Ended, Round
from clausewise.fleet.servers_file import Server
from clausewise.run.machines import agree
from clausewise.settings.shared_ledger import SharedLedger, SharedRound, read_shared


def runs(address: str) -> set[str]:
    """The names of all schemas of ours."""
    import psycopg

    with psycopg.connect(address) as connection:
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'clausewise%'"
        return {str(name) for (name,) in connection.execute(query).fetchall()}


def begun(place: SharedLedger, *, lease: float = 30.0) -> Work:
    """A machine that takes part in a run."""
    ledger = Ledger(place)
    ledger.join("plan")
    agree(ledger, {"--lease": str(lease)})
    work = Work(ledger)
    work.join(["a"], [0])
    return work


def ended(work: Work) -> None:
    work.leave()
    work.close()
    work.ledger.close()


def forgotten(address: str, name: str) -> int:
    return main(["forget", "--ledger", address, "--run", name])


def test_a_run_is_forgotten_once_nobody_takes_part(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    others = [begun(read_shared(address, name)) for name in ("old.more", "old-2")]
    work = begun(read_shared(address, "old"), lease=20.0)
    before = runs(address)
    assert forgotten(address, "old") == 2
    assert "run old): a machine takes part in it" in capsys.readouterr().err
    work.ledger.storage.execute("UPDATE machines SET seen = seen - 25")  # dead, and buried by nobody
    assert (forgotten(address, "old"), before - runs(address)) == (0, {"clausewise_old"})
    assert capsys.readouterr().out == "deleted: run old\n"
    assert forgotten(address, "old") == 2
    assert "run old): there is no such run; there are old-2" in capsys.readouterr().err
    work.close()
    for other in others:
        assert other.take() == 0
        ended(other)


def test_a_round_is_forgotten_with_its_runs_once_all_are_done(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = SharedRound(read_shared(address, "weekly").address, "weekly")
    neighbour = begun(read_shared(address, "weekly.other"))
    with closing(Round(place)) as round_:
        round_.begin([Server(name, {"--base-url": f"http://{name}.test"}) for name in ("a", "b")], Limits(5))
        before = runs(address)
        round_.end("a", Ended(0, ""))
        assert forgotten(address, "weekly") == 2
        assert "1 server is not done, such as b" in capsys.readouterr().err
        assert runs(address) == before
        round_.end("b", Ended(0, ""))
    assert forgotten(address, "weekly") == 0
    assert capsys.readouterr().out == "deleted: run weekly.a\ndeleted: run weekly.b\ndeleted: round weekly\n"
    assert before - runs(address) == {"clausewise_weekly.a", "clausewise_weekly.b", "clausewisefleet_weekly"}
    ended(neighbour)


def test_a_machine_that_comes_after_it_is_told_in_one_line(address: str) -> None:
    work = begun(read_shared(address, "gone"))
    work.leave()
    assert forgotten(address, "gone") == 0
    with pytest.raises(LedgerError, match="nothing more is sent, since it could not be written down") as told:
        work.ledger.intend("p", "r", 0, may_be_paid=True)
    assert "\n" not in str(told.value)
    work.close()
