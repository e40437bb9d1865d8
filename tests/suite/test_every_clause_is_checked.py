"""Every clause of the spec has a check that can fail: a fault or a variant of the catalogue breaks it."""

from __future__ import annotations

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import changes, faults
from clausewise.mock_server.faults.mechanisms import ignores
from tests.engine.driver import SPEC, engine

#: Clauses that only a server breaks which the page allows: the variant that does so.
BROKEN_BY_VARIANTS = {"unknown-fields": "unknown-fields-refused"}

#: Broken where a caller sets a limit of time: see tests/following.
BROKEN_BY_A_LIMIT = {"task-max-time"}


def test_a_clause_that_no_fault_of_the_catalogue_breaks_is_missed_by_a_server_that_ignores_it() -> None:
    # That each fault is found by its first clause is shown in tests/engine/test_faults_are_found.py.
    listed = {fault.clauses[0] for fault in faults().values()}
    with engine() as checked:
        for clause in set(SPEC.clauses) - listed - BROKEN_BY_VARIANTS.keys() - BROKEN_BY_A_LIMIT:
            assert clause in checked.check(MockServer(SPEC, changes=[ignores(clause)])).clauses


def test_what_only_a_variant_breaks_is_found_too() -> None:
    with engine() as checked:
        for clause, variant in BROKEN_BY_VARIANTS.items():
            assert clause in checked.check(MockServer(SPEC, changes=changes(variant=variant))).clauses
