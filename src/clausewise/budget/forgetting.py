"""Forgetting what is over: a run that machines have shared, or a round of a fleet with all its runs."""

from __future__ import annotations

import json
from contextlib import closing

from clausewise.budget.begun_runs import check_begun
from clausewise.budget.ledger_database import LedgerDatabase
from clausewise.budget.limits import LedgerError
from clausewise.settings.shared_ledger import LEASE, SharedLedger, SharedRound
from clausewise.terminal.wording import amount


def forget(place: SharedLedger) -> list[SharedLedger]:
    """Delete the run and the round of a name; gives what was deleted, the runs of a round before it.

    LedgerError where there is neither, where a machine takes part, or where a server of the round is not done.
    """
    fleet = SharedRound(place.address, place.run)
    with closing(_Schemas(place, begun=True)) as schemas:
        query = "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE 'clausewise%'"
        known = {str(row[0]) for row in schemas.rows(query)}
        found = [place] if place.schema in known else []
        if fleet.schema in known:
            found = [*found, *(run for run in schemas.runs_of(fleet) if run.schema in known), fleet]
        if not found:
            check_begun(schemas, place)  # which names those that there are
        for each in found:
            schemas.drop(each)
    return found


class _Schemas(LedgerDatabase):
    """The schemas of all runs and rounds of a database, of which none is made."""

    def runs_of(self, fleet: SharedRound) -> list[SharedLedger]:
        """The runs of a round; LedgerError where one of its servers is not done."""
        rows = self.rows(f'SELECT name, code FROM "{fleet.schema}".servers ORDER BY name')  # noqa: S608 - a name of ours
        undone = [str(name) for name, code in rows if code is None]
        if undone:
            told = f"{amount(undone, 'server', 'is')} not done, such as {undone[0]}"
            raise LedgerError(f"{fleet}: {told}; their workers would begin anew what is forgotten. Let them end first")
        return [SharedLedger(fleet.address, f"{fleet.run}.{name}") for name, _ in rows]

    def drop(self, place: SharedLedger) -> None:
        """Delete a schema, where no machine takes part in its run: each by itself, for its many locks."""

        def dropped() -> None:
            if self._has_machine(place):
                raise LedgerError(f"{place}: a machine takes part in it; let it end, or wait until it counts as dead")
            self.execute(f'DROP SCHEMA "{place.schema}" CASCADE')

        self.atomically(dropped)

    def _has_machine(self, place: SharedLedger) -> bool:
        machines = f'"{place.schema}".machines'
        if self.row("SELECT to_regclass(?)", (machines,))[0] is None:
            return False
        self.execute(f"LOCK TABLE {machines} IN ACCESS EXCLUSIVE MODE")  # nobody joins any more
        terms = self.row(f"SELECT value FROM \"{place.schema}\".facts WHERE name = 'terms'")  # noqa: S608 - a name of ours
        lease = float(json.loads(terms[0])["--lease"]) if terms is not None else LEASE
        return self.row(f"SELECT 1 FROM {machines} WHERE seen > ?", (self.now() - lease,)) is not None  # noqa: S608 - a name of ours
