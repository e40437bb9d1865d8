"""The paths that the pages by hand name exist."""

from __future__ import annotations

import re

import pytest

from clausewise.bundled import ROOT

PAGES = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "contract_tests/README.md", "generated_client/README.md"),
    *("openapi/README.md", "src/clausewise/mock_server/README.md"),
)


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page: str) -> None:
    """From the root of the repository, from the folder of the page, or as a module of the package."""
    bases = (ROOT, (ROOT / page).parent, ROOT / "src" / "clausewise")
    for path in re.findall(r"`(\w[\w.-]*(?:/[\w.-]+)+/?)`", (ROOT / page).read_text(encoding="utf-8")):
        assert any((base / path).exists() or (base / f"{path}.py").exists() for base in bases), path
