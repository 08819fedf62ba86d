"""Results: named computed values with unit, precision and provenance.

A notebook records each number once, by name (:func:`record`). The build collects what the notebooks
recorded, and chapters use it as ``{{< var … >}}``.
"""

from analysis.results.collect import collect, namespace, variables
from analysis.results.record import record
from analysis.results.result import Kind, Result

__all__ = ["Kind", "Result", "collect", "namespace", "record", "variables"]
