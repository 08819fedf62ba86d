"""The DAG: which task makes which file, run by pytask.

Data files are validated, notebooks run, their results collected; chapters are then read, rendered
and published. ``tasks`` and ``rendering`` have them in this order.
"""

from analysis.build.run import Outcome, build
from analysis.build.wanted import UnknownFormatError

__all__ = ["Outcome", "UnknownFormatError", "build"]
