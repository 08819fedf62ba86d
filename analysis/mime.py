"""Types under which values travel in the output of a notebook's cell; the build takes them out again."""

RESULT = "application/vnd.analysis.result+json"
FIGURE_DATA = "application/vnd.analysis.figure-data+json"
