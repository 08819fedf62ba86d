"""``python -m reproreport`` is the command ``report``."""

from reproreport.cli import main

main()
