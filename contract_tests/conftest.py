"""Loads the plugin that makes the tests in this folder a contract suite."""

pytest_plugins = ["clausewise.pytest_plugin"]
