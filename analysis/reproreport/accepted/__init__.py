"""The accepted results: the baseline with which every computation is compared, and why the two differ.

    baseline, inputs_file   the two files of a chapter: values for people, and what they were computed from
    entry, current          a result as it was accepted, with its tolerance; those of now
    compare, cells          where the two differ, tables cell by cell
    causes, history         which inputs differ, by git and file line
    inputs, functions, slices   what a result is computed from: cells, data, functions, parameters, packages
    words, github           differences in words, on a terminal and for GitHub Actions
    check, accept, explain  one function for each command (``diff`` is beside ``check``)

Only ``accept`` writes, and only after a computation that went well.
"""
