"""From the spec to the generated part of the client, one module per step."""

from __future__ import annotations

from clausewise.codegen.errors import GenerationError

__all__ = ["GenerationError"]
