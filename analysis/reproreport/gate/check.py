"""``report check``: is everything that the report computes and says as it was accepted?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reproreport.errors import Problem
from reproreport.gate.drift.attribute import with_causes
from reproreport.gate.drift.compare import Comparison, compare
from reproreport.gate.entries.accepted import FOLDER, AcceptedError, read_accepted
from reproreport.gate.entries.current import compute_and_read
from reproreport.gate.prose.problems import prose_problems
from reproreport.gate.prose.unused import unused
from reproreport.gate.shown.words import comparison_json

if TYPE_CHECKING:
    from reproreport.project import Project


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes:
        comparison: the results against the accepted ones.
        prose: what is wrong with the chapters: all that the build would refuse, typed numbers, assertions.
        unused: the results that no chapter uses and no table shows; they do not fail the check.
    """

    comparison: Comparison
    prose: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether nothing drifted and nothing is wrong with the prose."""
        return not self.comparison.drifts and not self.prose

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "passed": self.passed,
            **comparison_json(self.comparison),
            "prose": [
                {"what": problem.what, "where": problem.where, "fix": problem.fix} for problem in self.prose
            ],
            "unused": list(self.unused),
        }


def check(project: Project) -> Checked:
    """Bring the results up to date, and compare everything with what was accepted.

    Raises:
        AcceptedError: the accepted results cannot be read, or there are none of those that are computed.
        ReportError: the report cannot be computed.
    """
    accepted = read_accepted(project.root)
    now, refused = compute_and_read(project)
    if now and not accepted:
        fix = "run `report accept`, look at what it writes, and commit it"
        raise AcceptedError(Problem("nothing was accepted yet", FOLDER, fix))
    comparison = with_causes(compare(accepted, now), now, project)
    causes = {
        drift.name: f"cause: {'; '.join(map(str, drift.causes))}"
        for drift in comparison.drifts
        if drift.causes
    }
    prose = dict.fromkeys((*refused, *prose_problems(project, now.values(), causes)))
    return Checked(comparison, tuple(prose), tuple(unused(project, now.values())))
