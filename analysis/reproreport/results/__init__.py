"""Results: named computed values with unit, precision and provenance.

A notebook records each number once, by name (:func:`record`). The build collects what the notebooks
recorded, and chapters use it as ``{{< var … >}}``.
"""

from reproreport.results.collect import collect, namespace, variables
from reproreport.results.record import record
from reproreport.results.result import Kind, Result

__all__ = ["Kind", "Result", "collect", "namespace", "record", "variables"]
