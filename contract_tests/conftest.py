"""Loads the suite's plugin for the tests in this folder."""

pytest_plugins = ["contract_tests.plugin"]
