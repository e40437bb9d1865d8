"""All steps from the spec to a folder with the generated part of the client."""

from __future__ import annotations

from pathlib import Path

from clausewise.codegen.contract_data import write_contract
from clausewise.codegen.generator_input import generator_input
from clausewise.codegen.placement import write_list
from clausewise.codegen.signatures import write_signatures
from clausewise.codegen.tools import check_tools, run_generator, run_ruff
from clausewise.spec import Spec


def build_client(spec: Spec, workspace: Path) -> Path:
    """Generate into a new folder of `workspace`; GenerationError or SpecError when it cannot be done."""
    check_tools()
    output = workspace / "_generated"
    run_generator(generator_input(spec), output, workspace)
    write_contract(spec, output)
    write_signatures(spec, output)
    run_ruff(output)
    write_list(output)
    return output
