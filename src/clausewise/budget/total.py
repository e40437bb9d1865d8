"""The limit over all servers of a fleet: kept by the database itself, in the transaction that grants a request."""

from __future__ import annotations

from clausewise.budget.limits import LedgerError, LimitReachedError, UnderWayError
from clausewise.budget.storage import Storage
from clausewise.settings.shared_ledger import SharedLedger, SharedRound

#: The errors of the database that the trigger raises, by their SQLSTATE.
TOTAL_ERRORS: dict[str | None, type[LimitReachedError]] = {"CW001": LimitReachedError, "CW002": UnderWayError}
#: One row: what may be paid and has ended, what is under way, and the most that both may come to.
TABLE = """CREATE TABLE IF NOT EXISTS total (
    id INTEGER PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    most BIGINT,
    ended BIGINT NOT NULL DEFAULT 0,
    under_way BIGINT NOT NULL DEFAULT 0
)"""
#: Each change of a row that counts changes the sums with it, whichever statement makes it. The sums are locked until
#: the transaction ends, so that no two grants of any runs read the same sums.
_COUNT = """
CREATE OR REPLACE FUNCTION "{schema}".count_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ended_more INTEGER := 0;
    sent_more INTEGER := 0;
    sums "{schema}".total;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.may_be_paid AND OLD.outcome <> 'unpaid' THEN
        IF OLD.outcome = 'sent' THEN sent_more := -1; ELSE ended_more := -1; END IF;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.may_be_paid AND NEW.outcome <> 'unpaid' THEN
        IF NEW.outcome = 'sent' THEN sent_more := sent_more + 1; ELSE ended_more := ended_more + 1; END IF;
    END IF;
    IF ended_more = 0 AND sent_more = 0 THEN RETURN NULL; END IF;
    UPDATE "{schema}".total SET ended = ended + ended_more, under_way = under_way + sent_more RETURNING * INTO sums;
    IF TG_OP = 'INSERT' AND sums.ended >= sums.most THEN
        RAISE EXCEPTION 'the limit of % paid requests over all servers is reached', sums.most USING ERRCODE = 'CW001';
    ELSIF TG_OP = 'INSERT' AND sums.ended + sums.under_way > sums.most THEN
        RAISE EXCEPTION 'the limit of % paid requests over all servers is under way', sums.most USING ERRCODE = 'CW002';
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE OR REPLACE TRIGGER count_paid AFTER INSERT OR UPDATE OR DELETE ON "{run}".intents
FOR EACH ROW EXECUTE FUNCTION "{schema}".count_paid()
"""


def limit_total(storage: Storage, fleet: SharedRound, most: int | None) -> None:
    """Set the limit of a round, None for none; LedgerError where the round has another. `storage` is the round's."""

    def limited() -> None:
        storage.execute("INSERT INTO total (most) VALUES (?) ON CONFLICT DO NOTHING", (most,))
        (known,) = storage.row("SELECT most FROM total")
        if known != most:
            raise LedgerError(
                f"{fleet}: the limit over all servers is {'none' if known is None else known} in this round; give the "
                "same, or begin another round with another --run"
            )
        storage.execute(_COUNT.format(schema=fleet.schema))

    storage.atomically(limited)


def count_in_total(storage: Storage, fleet: SharedRound, run: SharedLedger) -> None:
    """Let each grant of a run count in the limit of the round. The tables of the run are there already."""
    storage.atomically(lambda: storage.execute(_TRIGGER.format(run=run.schema, schema=fleet.schema)))
