"""The spec: a document with its operations and clauses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from clausewise.bundled import DEFAULT_SPEC, is_our_own
from clausewise.spec.clauses import Clause, SpecError, clauses_at
from clausewise.spec.document import Document
from clausewise.spec.flaw import Flaw
from clausewise.spec.leniency import without_faulty_limits
from clausewise.spec.operation_reading import read_operations
from clausewise.spec.operations import Operation
from clausewise.spec.source_file import Read, checked, read_document
from clausewise.spec.walking import places, pointer


class Spec(Document):
    """An OpenAPI 3.1 document and what this project reads from it.

    `charging`: its operations that can change something count as paid unless it says `x-paid: false`.
    """

    charging = False
    #: The flaws that `load_what_is_read` left out, empty for a spec that was read whole.
    left_out: Sequence[Flaw] = ()

    @classmethod
    def load(cls, path: Path = DEFAULT_SPEC, *, charging: bool = False) -> Spec:
        """Read a spec from a YAML or JSON file; SpecError when it is no spec, or something in it is wrong."""
        spec = cls._sound(read_document(path), path)
        spec.charging = charging
        return spec

    @classmethod
    def load_what_is_read(cls, path: Path) -> Spec:
        """A spec without limits and extensions that are faulty (`left_out`); SpecError as from `load`.

        For the generation of clients only, which needs neither. The spec of this repository is read whole or not.
        """
        read, left_out = read_document(path), list[Flaw]()
        if not is_our_own(path):
            read, left_out = without_faulty_limits(read, path)
        spec = cls._sound(read, path)
        spec.left_out = left_out
        return spec

    @classmethod
    def of(cls, document: Any, path: Path = DEFAULT_SPEC) -> Spec:
        """A spec of a document as JSON readers give it; SpecError as from `load`."""
        return cls._sound(checked(document, path), path)

    @classmethod
    def _sound(cls, read: Read, path: Path) -> Spec:
        for flaw in read.flaws:
            raise SpecError(f"{path}{flaw}")
        return cls(read.document, path)

    @cached_property
    def operations(self) -> list[Operation]:
        """Every operation, in the order of the document."""
        return read_operations(self, charging=self.charging)

    def operation(self, operation_id: str) -> Operation:
        """The operation of that id; SpecError when there is none."""
        for operation in self.operations:
            if operation.id == operation_id:
                return operation
        raise SpecError(f"{self.source}: there is no operation {operation_id!r}")

    @property
    def security_scheme(self) -> tuple[str, ...] | None:
        """The place where the first security scheme stands, None when the spec has none."""
        name = next(iter(self.document.get("components", {}).get("securitySchemes", {})), None)
        return None if name is None else ("components", "securitySchemes", name)

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """Every clause by its id, in the order of the document."""
        found: dict[str, Clause] = {}
        for place in places(self.document):
            for clause in clauses_at(place.node, pointer(*place.location)):
                found.setdefault(clause.id, clause)
        return found
