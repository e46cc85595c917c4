"""What one process of a test run has made and the others need not make again."""

import fcntl
import hashlib
import os
import pickle
from collections.abc import Callable, Hashable, Iterator, MutableMapping
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

    def put(self, name: str, thing: Any) -> None:
        """Keep a thing under a name; a reader never finds half of it."""
        place = self._place(name)
        part = place.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(pickle.dumps(thing))
        part.replace(place)

    def has(self, name: str) -> bool:
        """Whether there is something under a name."""
        return self._place(name).exists()

    def get(self, name: str) -> Any:
        """A copy of what is there under a name."""
        return pickle.loads(self._place(name).read_bytes())

    def _place(self, name: str) -> Path:
        return self.directory / hashlib.sha256(name.encode()).hexdigest()


class ShelvedDict(MutableMapping[Hashable, Any]):
    """A dictionary of one process that finds what other processes have put into theirs.

    mended makes a copy from the shelf as good as the thing that was put there.
    """

    def __init__(self, shelf: Shelf, prefix: str, mended: Callable[[Any], Any]) -> None:
        self._own: dict[Hashable, Any] = {}
        self._shelf = shelf
        self._prefix = prefix
        self._mended = mended

    def __getitem__(self, key: Hashable) -> Any:
        if key not in self._own and self._shelf.has(self._name(key)):
            self._own[key] = self._mended(self._shelf.get(self._name(key)))
        return self._own[key]

    def __setitem__(self, key: Hashable, thing: Any) -> None:
        self._own[key] = thing
        self._shelf.put(self._name(key), thing)

    def __delitem__(self, key: Hashable) -> None:
        del self._own[key]

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def _name(self, key: Hashable) -> str:
        return f"{self._prefix} {key!r}"
