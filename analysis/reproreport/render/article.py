"""A chapter that is published alone, as an article: its abstract, and its list of references."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from reproreport.errors import Problem
from reproreport.project import Project
from reproreport.render.ast import Node, attr, div, rewrite, text, walk
from reproreport.render.citations import cited_keys
from reproreport.render.draft import ABSTRACT, Draft
from reproreport.render.source import nearest


def make_article(draft: Draft, references: str) -> None:
    """Take the abstract out of the text, and end the text with the references, titled as given."""
    inside: list[Node] = []
    kept: list[Node] = []
    here = kept
    for block in draft.blocks:
        if block["t"] == "Header" and block["c"][0] <= 2:
            here = inside if block["c"][1][0] == ABSTRACT else kept
            if here is inside:
                continue
        here.append(block)
    draft.abstract = draft.abstract or inside
    cites = any(node["t"] == "Cite" for node in walk([draft.abstract, kept]))
    has_list = any(node["t"] == "Div" and node["c"][0][0] == "refs" for node in walk(kept))
    if cites and not has_list:
        heading = {"t": "Header", "c": [2, attr("references", ["unnumbered"]), text(references)]}
        kept = [*kept, heading, div(attr("refs"), [])]
    draft.blocks = kept


def require_original(
    project: Project, parts: Iterable[Sequence[Node]], works: Collection[str], problems: list[Problem]
) -> None:
    """Note it where an article does not cite the work that its profile says it reproduces.

    *works* are the keys of the bibliography.
    """
    work = project.original.work
    cited = {key for part in parts for key in cited_keys(part)}
    if work and work not in works:
        fix = nearest(work, works) or "correct 'report: original: work', or add the work to the bibliography"
        problems.append(Problem(f"the original '{work}' is in no bibliography", project.profile, fix))
    elif work and work not in cited:
        fix = "correct 'report: original: work', or cite it"
        problems.append(Problem(f"the article does not cite its original, '{work}'", project.profile, fix))


def promoted(blocks: Iterable[Node]) -> list[Node]:
    """Return the blocks with every heading one level up: where the title is none, sections are the first."""

    def up(node: Node) -> list[Node]:
        level, attributes, content = node["c"]
        return [{"t": "Header", "c": [max(1, level - 1), attributes, content]}]

    return rewrite(list(blocks), {"Header": up})
