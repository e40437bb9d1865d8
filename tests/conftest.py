"""The suite as a command, in front of a server that counts: fixtures for every folder of tests."""

pytest_plugins = ["tests.suite.command"]
