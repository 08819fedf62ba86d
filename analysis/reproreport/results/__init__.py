"""Results: named computed values with unit, precision and provenance.

A notebook records each number once, by name (:func:`record`), and states what its sentences rest on
(:func:`states`). The build collects both; chapters use the one as ``{{< var … >}}``, the other as
``[…]{holds="…"}``.
"""

from reproreport.results.collect import collect, namespace, variables
from reproreport.results.record import record, record_count
from reproreport.results.result import Kind, Result
from reproreport.results.states import states

__all__ = ["Kind", "Result", "collect", "namespace", "record", "record_count", "states", "variables"]
