"""Signals that end a run are raised as an exception, so that every cleanup happens."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

_ENDING = [
    signal.Signals[name]
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if name in signal.Signals.__members__
]

_raised: set[signal.Signals] = set()
"""Those that raise at the moment; others are the caller's affair."""


class Interruption(KeyboardInterrupt):
    """Ctrl-C, a request to terminate, or a terminal that was closed."""


@contextmanager
def ending_signals_raised() -> Iterator[list[int]]:
    """Raise Interruption on SIGINT, SIGTERM and SIGHUP within a with-block.

    A signal that the caller ignores (as nohup does with SIGHUP) stays ignored. Gives
    the list of those received: a library may turn the exception into one of its own.
    """
    received: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        raise Interruption

    before = {number: signal.getsignal(number) for number in _ENDING}
    if current_thread() is main_thread():
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, interrupt)
                _raised.add(number)
    try:
        yield received
    finally:
        for number in _raised:
            signal.signal(number, before[number])
        _raised.clear()


def ignore_ending_signals() -> None:
    """Let what follows finish, until the block of ending_signals_raised() is left.

    Outside of such a block nothing changes.
    """
    for number in _raised:
        signal.signal(number, signal.SIG_IGN)
