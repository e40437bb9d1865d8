"""The suite as a command, for the tests of this folder."""

from tests.suite.command import server, suite, switch, url

__all__ = ["server", "suite", "switch", "url"]
