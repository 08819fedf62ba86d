"""``python -m analysis`` is the command ``report``."""

from analysis.cli import main

main()
