"""The steps from a changed spec to everything that follows it, none of which writes outside of the workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from clausewise.bundled import is_our_own
from clausewise.codegen.build import build_client
from clausewise.codegen.errors import CheckError
from clausewise.codegen.folders import differences
from clausewise.codegen.trial import try_client
from clausewise.diff import Change
from clausewise.diff.presentation import counted, for_people
from clausewise.lint.soundness import check, size_in_words
from clausewise.release.history import Release, last_release
from clausewise.release.proposal import Proposal, propose, spec_changes
from clausewise.release.versions import numbers
from clausewise.spec import Spec
from clausewise.terminal.progress import step
from clausewise.terminal.wording import amount

#: The most lines of advice, and of what is left out, that are printed.
MOST_LINES = 12


@dataclass(frozen=True)
class Outcome:
    """The results to be put in place: the folder `made` where generated files `changed`, and new texts."""

    made: Path
    changed: list[Path]
    proposal: Proposal | None
    documents: dict[Path, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[Path, str]:
        """The new text of each file that is not of the client's generated folder."""
        return {**(self.proposal.files if self.proposal else {}), **self.documents}

    @property
    def paths(self) -> list[Path]:
        """Every file that changes."""
        return [*self.changed, *self.files]

    @property
    def hides_a_break(self) -> bool:
        """Tell whether clients break or may break, and a version does not say so yet."""
        return self.proposal is not None and self.proposal.severity == "breaking" and self.proposal.version_is_late


def follow(source: Path, output: Path, log: Path | None, since: str | None, workspace: Path) -> Outcome:
    """Check, compare, generate, try and propose; GenerationError or SpecError at the first that fails."""
    spec = Spec.load_what_is_read(source)
    with step("check") as tell:
        advice = _check(spec)
        tell(f"{source} is {'readable' if advice else 'sound'}: {size_in_words(spec)}")
    _print_some("advice", advice)
    found: list[Change] = []
    with step("compare") as tell:
        release = last_release(source, since, workspace)
        if release is not None and release.spec is not None:
            found = spec_changes(release, spec)
        tell(_compared(release, found))
    if found:
        print(for_people(found))
    with step("generate") as tell:
        built = build_client(spec, workspace)
        made = built.folder
        changed = [output / difference.path for difference in differences(output, made)]
        tell(f"changed in {output}: {amount(changed, 'file')}")
    _print_some("left out", built.left_out)
    with step("try") as tell:
        count, left_out = try_client(spec, made, output, workspace)
        tell(f"{amount(count, 'request')} of the new client answered and read")
    for line in left_out:
        print(f"          {line}")
    proposal = None
    if release is not None:
        with step("propose") as tell:
            proposal = propose(release, spec, found, output, made, log)
            tell(_proposed(proposal, log))
    return Outcome(made, changed, proposal)


def _check(spec: Spec) -> list[str]:
    """The advice to the owner of another spec; CheckError where this repository's own is not sound."""
    findings = check(spec)
    if findings and is_our_own(spec.source):
        more = f" (and {len(findings) - 1} more: clausewise lint {spec.source})" if findings[1:] else ""
        raise CheckError(f"{spec.source}{findings[0]}{more}")
    return [str(finding) for finding in findings]


def _print_some(what: str, lines: list[str]) -> None:
    for line in lines[:MOST_LINES]:
        print(f"{what:<10}{line}")
    if lines[MOST_LINES:]:
        print(f"{what:<10}… and {amount(lines[MOST_LINES:], 'line')} more")


def _compared(release: Release | None, found: list[Change]) -> str:
    if release is None:
        return "no git history here: versions and CHANGELOG are left as they are"
    kind = "a release" if release.tagged else "a commit (no tag v… marks a release)"
    if release.spec is None:
        return f"{release.ref}, {kind}, has no such spec: versions are left as they are"
    return f"with {release.ref}, {kind}: {counted(found)}"


def _proposed(proposal: Proposal, log: Path | None) -> str:
    told = []
    for what, before, version in proposal.versions:
        odd = "" if numbers(version) else ", which is none of the form 1.2.3"
        told.append(f"{what} {before} → {version}" if before != version else f"{what} {version} stays{odd}")
    if log is not None:
        told.append(f"{log.name} {'gets entries' if log in proposal.files else 'stays'}")
    return ", ".join(told) or "nothing here carries a version"
