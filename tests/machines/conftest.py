"""The server that counts, for the tests of this folder."""

from tests.suite.command import server, switch, url

__all__ = ["server", "switch", "url"]
