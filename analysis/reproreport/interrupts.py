"""What asks a command to end: the keyboard, CI, a terminal that is closed."""

from __future__ import annotations

import signal
from types import FrameType

_ASKING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")


class Stopped(KeyboardInterrupt):
    """A signal asked the command to end."""

    def __init__(self, number: int) -> None:
        """Keep the signal's number."""
        super().__init__(signal.Signals(number).name)
        self.number = number

    def __str__(self) -> str:
        """Return the signal's name."""
        return signal.Signals(self.number).name


def exit_code(interrupt: BaseException) -> int:
    """Return the exit code that a shell gives a command which a signal has ended."""
    return 128 + (interrupt.number if isinstance(interrupt, Stopped) else signal.SIGINT)


def listen() -> None:
    """Let every signal that asks a command to end raise :class:`Stopped`; one that is ignored stays so.

    ``nohup`` has a closed terminal ignored, a shell the keyboard for what runs in the background.
    """
    for name in _ASKING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _stop)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


class Ending:
    """Whether this process ends at once when it is interrupted, whatever its threads still do.

    Only a command may: who calls the library goes on afterwards, and finds nothing half done.

    Attributes:
        at_once: whether it may.
        left: whether threads were left at their work, so that what the process holds is not free yet.
    """

    at_once = False
    left = False


ENDING = Ending()
