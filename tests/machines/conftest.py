"""The server that counts, and both storages of a ledger, for the tests of this folder."""

from tests.budget.conftest import database, place, postgres, shared
from tests.suite.command import server, switch, url

__all__ = ["database", "place", "postgres", "server", "shared", "switch", "url"]
