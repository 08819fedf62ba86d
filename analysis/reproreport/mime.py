"""The type under which a figure's data travel in the output of its cell; the build takes them out again."""

FIGURE_DATA = "application/vnd.reproreport.figure-data+json"
