"""Calls Typst in a process of its own, as a program: it may be aborted, and takes nothing else along.

Reads one JSON object on stdin: the name of a function, its arguments, and how much it may take. Writes a line
of JSON, and what Typst made. It knows nothing of the project, and starts at once.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any


def main() -> None:
    """Answer what stands on stdin."""
    import typst

    asked: dict[str, Any] = json.load(sys.stdin)
    _limit(**asked["limits"])
    answer: dict[str, Any] = {"error": "", "warnings": []}
    made = b""
    try:
        found = getattr(typst, asked["function"])(**asked["arguments"])
        if asked["function"] == "compile_with_warnings":
            found, warnings = found
            answer["warnings"] = [str(warning.diagnostic) for warning in warnings]
        made = found.encode() if isinstance(found, str) else bytes(found)
    except typst.TypstError as error:
        answer["error"] = error.diagnostic or f"error: {error}"
        answer["words"] = str(error)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made)


def _limit(seconds: int, memory: int) -> None:
    """Let the system end this process when it has computed for so long, or asks for so many bytes."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main()
