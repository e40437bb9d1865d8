"""The spec and the suite that come with this distribution: those of a checkout, or those in the wheel."""

from __future__ import annotations

import shlex
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]
#: The spec's path within ROOT.
SPEC = Path("openapi", "video-generations.yaml")

#: True where this package lies in a checkout of its repository, with the client and the CHANGELOG beside it.
IN_CHECKOUT = (_CHECKOUT / SPEC).is_file() and _PACKAGE.parent.name == "src"
#: The folder that holds the spec and the suite.
ROOT = _CHECKOUT if IN_CHECKOUT else _PACKAGE / "_bundled"
#: The spec that is taken where none is named.
DEFAULT_SPEC = ROOT / SPEC
#: The package that is generated from that spec, and the class in it that has its calls.
CLIENT, CLIENT_CLASS = "video_generations_client", "VideoGenerations"
#: The folder with the tests of the suite.
SUITE = ROOT / "contract_tests"
#: The arguments by which pytest runs the suite from any folder, and writes nothing beside it.
SUITE_ARGUMENTS = ("-c", str(SUITE / "pytest.ini"), f"--rootdir={SUITE}", "-p", "no:cacheprovider", str(SUITE))


def suite_version() -> str:
    """The version of this distribution: of the checkout that it runs from, or as it is installed."""
    if IN_CHECKOUT:
        project = tomllib.loads((_CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return str(project["version"])
    try:
        return version("clausewise")
    except PackageNotFoundError:
        return "unknown"


def installing(extra: str = "") -> str:
    """The command that installs this distribution with an extra, into the Python that runs; of a checkout, itself."""
    distribution = str(_CHECKOUT) if IN_CHECKOUT else "clausewise"
    return shlex.join([sys.executable, "-m", "pip", "install", f"{distribution}[{extra}]" if extra else distribution])


def is_our_own(spec: Path) -> bool:
    """Tell whether a file is the spec of this repository, which house rules bind; to others they are advice."""
    return spec.resolve() == DEFAULT_SPEC
