"""All steps from the spec to a folder with the generated part of the client."""

from __future__ import annotations

from pathlib import Path

from contract_tests.spec import Spec
from scripts.client_generation.contract_data import write_contract
from scripts.client_generation.generator_input import generator_input
from scripts.client_generation.placement import write_list
from scripts.client_generation.signatures import write_signatures
from scripts.client_generation.tools import check_tools, run_generator, run_ruff


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
