"""The spec itself, and tools for tests that need a changed one."""
