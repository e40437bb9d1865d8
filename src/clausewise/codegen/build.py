"""All steps from the spec to a folder with the generated part of the client."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clausewise.bundled import is_our_own
from clausewise.codegen.contract_data import write_contract
from clausewise.codegen.generator_input import generator_input
from clausewise.codegen.operations import untyped
from clausewise.codegen.placement import write_list
from clausewise.codegen.signatures import write_signatures
from clausewise.codegen.tools import check_tools, missing, run_generator, run_ruff
from clausewise.spec import Spec


@dataclass(frozen=True)
class Built:
    """A generated folder, and a line for each part of the spec that is not in it."""

    folder: Path
    left_out: list[str]


def build_client(spec: Spec, workspace: Path) -> Built:
    """Generate into a new folder of `workspace`; GenerationError or SpecError when it cannot be done.

    From the spec of this repository nothing may be left out; of others all is made that can be.
    """
    check_tools()
    output = workspace / "_generated"
    strict = is_our_own(spec.source)
    said = run_generator(generator_input(spec), output, workspace, strict=strict)
    unchecked = write_contract(spec, output, strict=strict)
    write_signatures(spec, output)
    run_ruff(output)
    write_list(output)
    unread = [f"{flaw} (the client knows nothing of it)" for flaw in spec.left_out]
    return Built(output, [*unread, *missing(spec, output), *untyped(spec), *said, *unchecked])
