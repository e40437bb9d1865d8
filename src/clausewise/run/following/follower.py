"""The follower of a run: notes what was started, has it read to its end, and puts in who is to be told of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from clausewise.budget.ledger import Ledger
from clausewise.http.exchange import Exchange
from clausewise.media.inspector import MediaInspector
from clausewise.probes.probe import Call, Kind, Probe, Then
from clausewise.run.following.reader import THREADS, Connections, Following, Reader
from clausewise.run.following.shared_task_ledger import SharedTaskLedger
from clausewise.run.following.started_task import StartedTask
from clausewise.run.following.task_ledger import TaskLedger
from clausewise.run.following.terms import Terms, terms_of
from clausewise.run.prober import Prober
from clausewise.run.server_under_test import Client
from clausewise.settings.shared_ledger import LedgerPlace
from clausewise.spec import Link, Spec
from clausewise.spec.operations import placed, value_at


@dataclass
class Follower:
    """The state that the processes of a run share about followed tasks."""

    spec: Spec
    store: TaskLedger
    prober: Prober
    following: Following
    max_task_time: float | None = None
    #: Those of this process.
    readers: list[Reader] = field(default_factory=list)
    #: The moment until which other workers may still be about to start a task; None before one is asked for.
    busy_until: float | None = None

    def check(self) -> None:
        """Raise the LedgerError that has ended a reader: nobody would read its tasks."""
        for reader in self.readers:
            if reader.error is not None:
                raise reader.error

    @cached_property
    def terms(self) -> dict[str, Terms]:
        """The terms of each operation that starts something whose end can be told."""
        every = ((operation.id, terms_of(self.spec, operation)) for operation in self.spec.operations)
        return {name: terms for name, terms in every if terms is not None}

    def made(self, probe: Probe, link: Link, made: str, exchange: Exchange) -> None:
        """Note what a request has started; an id in which the key stands goes into no file."""
        terms = self.terms.get(probe.operation.id)
        redact = self.prober.client.redact
        if terms is None or terms.link != link or redact(made) != made or not made.isprintable():
            return
        request = redact.in_bytes(exchange.request_body)
        row, now = probe.kind is Kind.ROW, self.store.now()
        self.store.add(StartedTask(0, probe.id, probe.operation.id, made, request, probe.basis, row, now))

    def outgoing(self, probe: Probe) -> Call:
        """The call of a probe; a row that names who is told of the end names the receiver of this run."""
        terms, row, base = self.terms.get(probe.operation.id), probe.row, self.store.fact("receiver")
        if terms is None or row is None or base is None or not self.expects_call(probe):
            return probe.call
        assert terms.hook is not None  # noqa: S101 - `expects_call` has looked
        address = f"{base}/{self.store.token(probe.id)}"
        return replace(probe.call, body=row.style.write(placed(row.body, terms.hook[0], address)))

    def expects_call(self, probe: Probe) -> bool:
        """Tell whether the end of what a probe starts is told to the receiver of this run.

        Not where the request is sent twice: the second is to be equal to the first.
        """
        terms = self.terms.get(probe.operation.id)
        if terms is None or terms.hook is None or probe.row is None or probe.kind is not Kind.ROW:
            return False
        name = terms.hook[0][0]
        value = probe.row.values.get(name)
        twice = Then.REPEAT in probe.then or probe.id.endswith("(again)") or probe.isolating
        return (
            not twice
            and value is not None
            and not value.weak
            and isinstance(value_at(probe.row.body, terms.hook[0]), str)
        )


@contextmanager
def followed(
    prober: Prober,
    path: LedgerPlace,
    following: Following,
    *,
    owner: bool,
    shared: bool = False,
    goes_on: bool = True,
    max_task_time: float | None = None,
    notify_url: str | None = None,
    notify_port: int | None = None,
    receives: bool = False,
) -> Iterator[Follower]:
    """Follow tasks while the context lasts: the `owner` among the processes of a run reads, the others note only.

    `shared`: whether machines share the run, of which each is an owner. `goes_on`: whether tasks are followed again
    whose end was not seen. `receives`: whether there is a receiver of calls. A run over a recording reads nothing.
    """
    with ExitStack() as resources:
        store = SharedTaskLedger(path, prober.ledger.sender) if shared else TaskLedger(path)
        resources.callback(store.close)
        follower = Follower(prober.spec, store, prober, following, max_task_time)
        replayed = prober.client.recording is not None
        if owner:
            if goes_on:
                store.go_on()
            if receives and not replayed:
                from clausewise.run.following.receiver import receiving  # a server, which few runs need

                address = resources.enter_context(receiving(store, prober.client.redact, notify_url, notify_port))
                store.note("receiver", address)
                store.note("since", str(store.now()))
            media = MediaInspector()
            resources.callback(media.close)
            follower.readers = [] if replayed else _readers(prober, path, follower, media)
            for reader in follower.readers:
                reader.start()
                resources.callback(reader.join, 5.0)
                resources.callback(reader.stopped.set)
        yield follower


def _readers(prober: Prober, path: LedgerPlace, follower: Follower, media: MediaInspector) -> list[Reader]:
    client, limits = prober.client, prober.ledger.limits

    @contextmanager
    def opened() -> Iterator[Connections]:
        with ExitStack() as resources:
            own = Client(
                client.spec, client.base_url, key=client.key, timeout=client.timeout, ca_bundle=client.ca_bundle
            )
            resources.callback(own.close)
            if isinstance(follower.store, SharedTaskLedger):  # whose database has few connections for each machine
                ledger = prober.ledger.over(follower.store.storage)
                yield Connections(own, follower.store, ledger, ledger)
                return
            store = resources.enter_context(closing(TaskLedger(path)))
            ledger = resources.enter_context(closing(Ledger(path, limit=limits.paid, spend=limits.spend)))
            yield Connections(own, store, ledger, resources.enter_context(closing(Ledger(path))))

    sending, terms = prober.options.sending, follower.terms.get
    return [
        Reader(slice(number, None, THREADS), follower.store, opened, terms, follower.following, sending, media)
        for number in range(THREADS)
    ]
