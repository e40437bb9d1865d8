"""The steps from the spec to the generated part of the client, a module each."""

from __future__ import annotations

from clausewise.codegen.errors import GenerationError

__all__ = ["GenerationError"]
