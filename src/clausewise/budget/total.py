"""The limits over all servers of a fleet: kept by the database itself, in the transaction that grants a request."""

from __future__ import annotations

from clausewise.budget.limits import LedgerError, LimitReachedError, Limits, UnderWayError
from clausewise.budget.storage import Storage
from clausewise.settings.prices import MILLIONTHS
from clausewise.settings.shared_ledger import SharedLedger, SharedRound

#: The errors of the database that the trigger raises, by their SQLSTATE.
TOTAL_ERRORS: dict[str | None, type[LimitReachedError]] = {"CW001": LimitReachedError, "CW002": UnderWayError}
#: One row: what may be paid and has ended, what is under way, and the most that both may come to, in numbers of
#: requests and as money in millionths.
TABLE = """CREATE TABLE IF NOT EXISTS total (
    id INTEGER PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    most BIGINT,
    ended BIGINT NOT NULL DEFAULT 0,
    under_way BIGINT NOT NULL DEFAULT 0,
    most_spent BIGINT,
    ended_spent BIGINT NOT NULL DEFAULT 0,
    under_way_spent BIGINT NOT NULL DEFAULT 0
)"""
#: Each change of a row that counts changes the sums with it, whichever statement makes it. The sums are locked until
#: the transaction ends, so that no two grants of any runs read the same sums.
_COUNT = """
CREATE OR REPLACE FUNCTION "{schema}".count_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ended_more INTEGER := 0;
    sent_more INTEGER := 0;
    ended_spent_more BIGINT := 0;
    sent_spent_more BIGINT := 0;
    sums "{schema}".total;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.may_be_paid AND OLD.outcome <> 'unpaid' THEN
        IF OLD.outcome = 'sent' THEN sent_more := -1; sent_spent_more := -OLD.price;
        ELSE ended_more := -1; ended_spent_more := -OLD.price; END IF;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.may_be_paid AND NEW.outcome <> 'unpaid' THEN
        IF NEW.outcome = 'sent' THEN sent_more := sent_more + 1; sent_spent_more := sent_spent_more + NEW.price;
        ELSE ended_more := ended_more + 1; ended_spent_more := ended_spent_more + NEW.price; END IF;
    END IF;
    IF ended_more = 0 AND sent_more = 0 THEN RETURN NULL; END IF;
    UPDATE "{schema}".total SET ended = ended + ended_more, under_way = under_way + sent_more,
        ended_spent = ended_spent + ended_spent_more, under_way_spent = under_way_spent + sent_spent_more
        RETURNING * INTO sums;
    IF TG_OP <> 'INSERT' THEN RETURN NULL; END IF;
    IF sums.ended >= sums.most THEN
        RAISE EXCEPTION 'the limit of % paid requests over all servers is reached', sums.most USING ERRCODE = 'CW001';
    ELSIF sums.ended_spent + NEW.price > sums.most_spent THEN
        RAISE EXCEPTION 'the limit of money over all servers is reached: this request may cost more than is left'
            USING ERRCODE = 'CW001';
    ELSIF sums.ended + sums.under_way > sums.most THEN
        RAISE EXCEPTION 'the limit of % paid requests over all servers is under way', sums.most USING ERRCODE = 'CW002';
    ELSIF sums.ended_spent + sums.under_way_spent > sums.most_spent THEN
        RAISE EXCEPTION 'the limit of money over all servers is under way' USING ERRCODE = 'CW002';
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE OR REPLACE TRIGGER count_paid AFTER INSERT OR UPDATE OR DELETE ON "{run}".intents
FOR EACH ROW EXECUTE FUNCTION "{schema}".count_paid()
"""


def limit_total(storage: Storage, fleet: SharedRound, most: Limits) -> None:
    """Set the limits of a round; LedgerError where the round has others. `storage` is the round's."""

    def limited() -> None:
        query = "INSERT INTO total (most, most_spent) VALUES (?, ?) ON CONFLICT DO NOTHING"
        storage.execute(query, (most.paid, most.spend))
        paid, spend = storage.row("SELECT most, most_spent FROM total")
        if paid != most.paid:
            raise _other(fleet, f"the limit over all servers is {_said(paid)}")
        if spend != most.spend:
            amount = _said(None if spend is None else spend / MILLIONTHS)
            raise _other(fleet, f"the limit of money over all servers is {amount}")
        storage.execute(_COUNT.format(schema=fleet.schema))

    storage.atomically(limited)


def _said(limit: float | None) -> str:
    return "none" if limit is None else f"{limit:.12g}"


def _other(fleet: SharedRound, told: str) -> LedgerError:
    return LedgerError(f"{fleet}: {told} in this round; give the same, or begin another round with another --run")


def count_in_total(storage: Storage, fleet: SharedRound, run: SharedLedger) -> None:
    """Let each grant of a run count in the limit of the round. The tables of the run are there already."""
    storage.atomically(lambda: storage.execute(_TRIGGER.format(run=run.schema, schema=fleet.schema)))
