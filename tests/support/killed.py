"""Do something in a process that is killed before its n-th step on the disk, for every n there is."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

_STEPS = frozenset(
    {
        "os.rename",
        "os.link",
        "os.symlink",
        "os.remove",
        "os.rmdir",
        "os.mkdir",
        "os.chmod",
        "os.truncate",
        "step",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def killed_at_every_step(act: Callable[[], object]) -> Iterator[int]:
    """Do it until a process comes to its end; yield the number of the step before which each other died.

    Who is asked to go on has to make good what the process has left.
    """
    number = 1
    while _is_killed(act, number):
        yield number
        number += 1


def _is_killed(act: Callable[[], object], number: int) -> bool:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            sys.addaudithook(_Killer(number))
            act()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "it failed before it was killed"
    return False


class _Killer:
    """Kills this process before its n-th step that changes something on the disk."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        if event in _STEPS or writes:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
