"""The bundled server: an ASGI application that follows the spec, and can be told to misbehave."""

from contract_tests.mock_server.running import Switch, running
from contract_tests.mock_server.server import MockServer

__all__ = ["MockServer", "Switch", "running"]
