"""Each drift with its causes: what else differs from when the value was accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reproreport.gate.drift.causes import Cause, causes
from reproreport.gate.drift.compare import Comparison, Drift
from reproreport.gate.drift.known import KnownInputs, known_inputs
from reproreport.gate.entries.writing import identity

if TYPE_CHECKING:
    from reproreport.gate.entries.entry import CurrentResults
    from reproreport.project import Project


def with_causes(
    comparison: Comparison, now: CurrentResults, project: Project, known: KnownInputs | None = None
) -> Comparison:
    """Return the comparison with the causes of each drift.

    Args:
        comparison: the results against the accepted ones.
        now: the results of now.
        project: the report.
        known: the inputs of the results of now, where they were worked out already.
    """
    if not comparison.drifts:
        return comparison
    inputs = known_inputs(project, now.values()) if known is None else known
    found: dict[tuple[object, ...], tuple[Cause, ...]] = {}

    def explained(drift: Drift) -> Drift:
        if drift.accepted is None or drift.now is None:
            return replace(drift, causes=(_came_or_went(drift, project),))
        then, today = drift.accepted.inputs, inputs[drift.now.name].inputs
        # Rows matter only where data changed; without them, results of one cell share the causes.
        if then == today and drift.accepted.whole is not None:
            # Code hides what it depends on: whatever else the notebook used may be the cause.
            then, today = drift.accepted.whole, inputs[drift.now.name].whole
        rows = drift.now.rows if then.files != today.files else ()
        key = (drift.now.chapter, identity(then), identity(today), rows)
        if key not in found:
            found[key] = causes(then, today, project, chapter=drift.now.chapter, rows=rows)
        return replace(drift, causes=found[key])

    return replace(comparison, drifts=tuple(map(explained, comparison.drifts)))


def _came_or_went(drift: Drift, project: Project) -> Cause:
    """Return why a result is new or has vanished, with the notebook where that can be seen."""
    notebook = project.notebooks.get(drift.entry.chapter)
    if drift.now is not None:
        return Cause(f"recorded by {drift.now.cell}, not yet accepted", str(notebook))
    if notebook is None:
        return Cause(f"the report has no notebook of '{drift.entry.chapter}' any more")
    return Cause("no cell records it any more", str(notebook))
