"""The cases of the folder `changes`: a spec that is changed, how, and what is to be said of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from clausewise.spec import DEFAULT_SPEC, Spec
from tests.spec.patches import patched

HERE = Path(__file__).parent
BASES = {"video": DEFAULT_SPEC, "orders": HERE / "orders.yaml", "things": HERE / "things.yaml"}
CASES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted((HERE / "changes").glob("*.yaml"))}


@cache
def before(base: str) -> Spec:
    """The spec that a case changes."""
    return Spec.load(BASES[base])


@cache
def after(name: str) -> Spec:
    """The spec of a case after its change."""
    case = CASES[name]
    patch = {"remove": case.get("remove", []), "set": {**case.get("set", {}), **case.get("also", {})}}
    return Spec(patched(before(case["base"]).document, patch), BASES[case["base"]])  # type: ignore[arg-type]  # the case is plain YAML
