"""Contract tests from an OpenAPI spec: a mock server, a suite that judges each clause, tools for changes of a spec."""
