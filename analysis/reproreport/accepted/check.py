"""``report check`` and ``report diff``: is all that the report computes and says as accepted?"""

from __future__ import annotations

from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from reproreport.accepted import history
from reproreport.accepted.baseline import FOLDER, AcceptedError, parse_accepted, read_accepted
from reproreport.accepted.causes import with_causes
from reproreport.accepted.compare import Comparison, compare
from reproreport.accepted.current import compute_and_read, compute_current
from reproreport.accepted.inputs_file import SUFFIX
from reproreport.accepted.summary import Checked
from reproreport.errors import Problem, ReportError
from reproreport.prose.problems import prose_problems, unused

if TYPE_CHECKING:
    from reproreport.accepted.entry import Accepted
    from reproreport.project import Project


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
    prose = dict.fromkeys((*refused, *prose_problems(project, now.values())))
    return Checked(
        comparison,
        tuple(prose),
        tuple(unused(project, now.values())),
        tuple(chapter.name for chapter in project.chapters if not chapter.appendix),
        tuple(chapter.name for chapter in project.chapters if chapter.appendix),
    )


class GitError(ReportError):
    """Git cannot say what was accepted at a revision."""


def diff(project: Project, revision: str) -> Comparison:
    """Bring the results up to date, and compare them with those accepted at a git revision.

    Raises:
        GitError: there is no git, no repository or no such revision.
        AcceptedError: nothing was accepted at that revision, or it cannot be read.
        ReportError: the report cannot be computed.
    """
    accepted = accepted_at(project.root, revision)
    now = compute_current(project)
    return with_causes(compare(accepted, now), now, project)


def accepted_at(root: Path, revision: str) -> dict[str, Accepted]:
    """Return the results that were accepted at a git revision, by name.

    Raises:
        GitError: there is no git, no repository or no such revision.
        AcceptedError: nothing was accepted there, or it cannot be read.
    """
    files = history.files_at(root, revision, FOLDER)
    if files is None:
        raise GitError(_why_not(root, revision))
    contents = {
        name: history.at_revision(root, revision, name) for name in files if name.endswith((".json", SUFFIX))
    }
    texts = {name: content.decode("utf-8", "replace") for name, content in contents.items() if content}
    if not texts:
        what = f"nothing was accepted at '{revision}'"
        raise AcceptedError(Problem(what, FOLDER, "name a later revision"))
    try:
        return parse_accepted(texts)
    except AcceptedError as error:
        problems = (
            Problem(one.what, f"{revision}:{one.where}", "name another revision") for one in error.problems
        )
        raise AcceptedError(*problems) from None


def _why_not(root: Path, revision: str) -> Problem:
    """Return why git cannot show a revision."""
    if which("git") is None:
        return Problem("there is no 'git' command", "", "install git")
    if history.files_at(root, "HEAD", FOLDER) is None:
        return Problem("git has no commit here", str(root), "run the command in a clone of a repository")
    fix = "name a commit, a branch or a tag, such as HEAD~1; `git log` lists them"
    return Problem(f"git knows no revision '{revision}'", "", fix)
