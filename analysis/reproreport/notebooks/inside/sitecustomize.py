"""Python runs this when it starts: in a notebook that a build runs, note what is used from the first line on.

Its folder stands on the path of kernels, and so of every Python that one starts. Where another module of
this name would have been run, it is run as well.
"""

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path

import report_observer

_here = str(Path(__file__).parent)
_next = PathFinder.find_spec("sitecustomize", [folder for folder in sys.path if folder != _here])
if _next is not None and _next.loader is not None:
    _next.loader.exec_module(module_from_spec(_next))
report_observer.start()
