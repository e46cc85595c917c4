"""What one process of a test run has made and the others need not make again."""

import fcntl
import hashlib
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock between processes, for what one of them does for all."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Shelf:
    """Objects in a folder of one test run, made by whoever wants one first."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.directory.mkdir(exist_ok=True)

    def take(self, name: str, make: Callable[[], Any]) -> Any:
        """A copy of what is there under a name, or what make gives, kept for the others.

        What make raises is raised, and nothing is kept.
        """
        place = self._place(name)
        with locked(place.with_suffix(".lock")):
            if not place.exists():
                self.put(name, make())
        return pickle.loads(place.read_bytes())

    def look(self, name: str) -> Any | None:
        """A copy of what is there under a name; None where nothing is."""
        place = self._place(name)
        return pickle.loads(place.read_bytes()) if place.exists() else None

    def put(self, name: str, thing: Any) -> None:
        """Keep a thing under a name; a reader never finds half of it."""
        place = self._place(name)
        part = place.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(pickle.dumps(thing))
        part.replace(place)

    def _place(self, name: str) -> Path:
        return self.directory / hashlib.sha256(name.encode()).hexdigest()
