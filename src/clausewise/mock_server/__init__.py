"""The bundled server: an ASGI application that follows the spec, and can be told to misbehave."""

from clausewise.mock_server.running import Switch, running
from clausewise.mock_server.server import MockServer

__all__ = ["MockServer", "Switch", "running"]
