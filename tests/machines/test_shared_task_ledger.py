"""The tasks of a run that machines share: one machine reads each, another when that one is gone, and nobody twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LeaseLostError
from clausewise.budget.work import Work
from clausewise.run.following.shared_task_ledger import SharedTaskLedger
from clausewise.run.following.started_task import StartedTask, State
from clausewise.settings.shared_ledger import LedgerPlace


@dataclass
class Machine:
    """A machine that takes part, and its tasks."""

    work: Work
    store: SharedTaskLedger

    @property
    def ledger(self) -> Ledger:
        """Its ledger."""
        return self.work.ledger

    def starts(self, name: str) -> StartedTask:
        """Start a task."""
        self.ledger.settle(self.ledger.intend(name, "request", 0, may_be_paid=True), "paid", "answer")
        now = self.store.now()
        self.store.add(StartedTask(0, name, "create", f"id of {name}", b"{}", "documented", watched=True, started=now))
        return self.store.started_by(name)[0]

    def end(self, task: StartedTask, state: State = State.SUCCEEDED) -> None:
        """Note the end of a task."""
        self.store.note_end(task, state, 3, seconds=1.5, unended=None)


Machines = Callable[[], Machine]


@pytest.fixture
def machines(place: LedgerPlace) -> Iterator[Machines]:
    made: list[Machine] = []

    def make() -> Machine:
        work = Work(Ledger(place), lease=60, beat=60)
        made.append(Machine(work, SharedTaskLedger(place, work.ledger.sender)))
        work.join(["contact"], [0])
        return made[-1]

    yield make
    for machine in made:
        machine.work.close()
        machine.ledger.close()
        machine.store.close()


def test_a_task_is_read_by_the_machine_that_has_started_it(machines: Machines) -> None:
    one, two = machines(), machines()
    task = one.starts("a")
    assert (one.store.running(), two.store.running()) == ([task.number], [])
    two.end(task)
    assert (one.store.running(), one.store.counts()) == ([task.number], {State.RUNNING: 1})
    one.end(task)
    assert (one.store.running(), two.store.running(), one.store.counts()) == ([], [], {State.SUCCEEDED: 1})


def test_the_task_of_a_machine_that_is_gone_is_claimed_once(machines: Machines) -> None:
    gone, others = machines(), [machines() for _ in range(4)]
    tasks = [gone.starts(name) for name in ("a", "b", "c")]
    gone.end(tasks[0])
    gone.work.leave()
    together = threading.Barrier(len(others))

    def look(machine: Machine) -> list[int]:
        together.wait()
        return [number for _ in range(5) for number in machine.store.running()]

    with ThreadPoolExecutor(len(others)) as pool:
        found = list(pool.map(look, others))
    assert sorted(number for numbers in found for number in set(numbers)) == [tasks[1].number, tasks[2].number]
    gone.end(tasks[1])  # too late: it is another's
    assert others[0].store.counts() == {State.SUCCEEDED: 1, State.RUNNING: 2}


def test_a_machine_that_takes_no_part_claims_nothing(machines: Machines) -> None:
    gone, other = machines(), machines()
    gone.starts("a")
    other.work.leave()
    gone.work.leave()
    assert other.store.running() == []


def test_readers_of_a_machine_that_counts_as_dead_are_granted_nothing(machines: Machines) -> None:
    machine, other = machines(), machines()
    reading = machine.ledger.over(machine.store.storage)
    lost = reading.intend("read", "request", 0, may_be_paid=False)
    reading.settle(lost, "unpaid")
    reading.intend_again(lost)
    machine.work.leave()
    with pytest.raises(LeaseLostError, match="this machine counts as dead"):
        reading.intend("read", "request", 1, may_be_paid=False)
    with pytest.raises(LeaseLostError, match="this machine counts as dead"):
        reading.intend_again(lost)
    assert other.ledger.counts().requests == 2


def test_an_answer_that_comes_after_another_machine_has_asked_is_not_kept(machines: Machines) -> None:
    gone, other = machines(), machines()
    lost = gone.ledger.intend("read", "request", 0, may_be_paid=False)
    gone.work.leave()
    other.ledger.intend_again(lost)
    gone.ledger.settle(lost, "unpaid", "late")
    assert other.ledger.recall("read", "request", 0) is not None
    other.ledger.settle(lost, "unpaid", "asked for")
    gone.ledger.settle(lost, "unpaid", "later")
    entry = other.ledger.recall("read", "request", 0)
    assert entry is not None
    assert entry.answer == "asked for"
    gone.ledger.settle(lost, "paid", "charged for")  # money counts, however late it is told
    assert other.ledger.counts().paid == 1


def test_a_task_has_its_time_from_its_start_or_since_the_run_goes_on(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = machines()
    task, now = machine.starts("a"), machine.store.now()
    machine.end(task, State.UNENDED)
    for passed, left in ((10.0, 50.0), (70.0, 0.0)):
        monkeypatch.setattr(machine.store.storage, "now", lambda passed=passed: now + passed)
        assert machine.store.time_left(task, 60.0) == pytest.approx(left, abs=1)
    machine.store.go_on()
    assert machine.store.running() == [task.number]
    assert machine.store.time_left(task, 60.0) == pytest.approx(60, abs=1)


def test_machines_have_one_secret_and_each_its_own_receiver(machines: Machines) -> None:
    one, two = machines(), machines()
    assert one.store.secret == two.store.secret != ""
    one.store.note("receiver", "http://127.0.0.1:1")
    assert (one.store.fact("receiver"), two.store.fact("receiver")) == ("http://127.0.0.1:1", None)


def test_a_receiver_was_there_where_its_machine_is_heard_of_afterwards(machines: Machines) -> None:
    maker, judge = machines(), machines()
    task = maker.starts("a")
    assert maker.store.was_there(task)
    judging = threading.Thread(target=lambda: said.append(judge.store.was_there(task)))
    said: list[bool] = []
    judging.start()
    judging.join(0.3)
    assert judging.is_alive(), "it says so before the machine is heard of"
    query = "UPDATE machines SET seen = seen + 60 WHERE id = ?"
    maker.ledger.storage.execute(query, (maker.ledger.sender,))
    judging.join(20)
    assert said == [True]
    maker.work.leave()
    assert not judge.store.was_there(task)
