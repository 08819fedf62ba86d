"""From data to published files: tasks, each run when something that it used has changed.

Data files are validated, notebooks run, their results collected; chapters are then read, rendered
and published. ``tasks`` and ``rendering`` have them in this order.
"""

from reproreport.pipeline.run import Found, Outcome, build, outdated
from reproreport.pipeline.wanted import UnknownFormatError

__all__ = ["Found", "Outcome", "UnknownFormatError", "build", "outdated"]
