"""The page of a site that says what the report was built from; it is written when the site is published.

It names the commit, so no other page may hold any of it: the same text gives the same pages in any commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reproreport.project import Project
from reproreport.render.html.stylesheets import inlined_style
from reproreport.render.html.write import environment, words


def colophon(project: Project, made: Mapping[str, Any]) -> bytes:
    """Return the page.

    Args:
        project: the publication.
        made: what ``build/manifest.json`` says, with the files of this site alone, from its home page.
    """
    template = environment().get_template("built-from.html.j2")
    parameters = {name: str(value) for name, value in made["parameters"].items()}
    given = {**made, "parameters": parameters, "style": inlined_style(project)}
    text = template.render(project=project, **given, **words(project))
    return f"{text}\n".encode()
