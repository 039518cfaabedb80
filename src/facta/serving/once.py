"""Made once: what is asked for by several at the same time, and kept for the next."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock, RLock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Key = TypeVar("Key", bound="Hashable")
Thing = TypeVar("Thing")


class Once(Generic[Key, Thing]):
    """Things by key; the newest asked for are kept, and each is made by whoever asks first.

    Those who ask while it is being made wait for it. What could not be made is forgotten.

    >>> squares = Once(lambda number: number * number, most=2)
    >>> squares(3), squares(3), squares.made
    (9, 9, 1)
    """

    def __init__(self, make: Callable[[Key], Thing], *, most: int) -> None:
        self._make, self._most = make, most
        self._held: OrderedDict[Key, Future[Thing]] = OrderedDict()
        self._lock, self.making = Lock(), RLock()
        self.made = 0

    def __call__(self, key: Key) -> Thing:
        """Return the thing of a key."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                mine: Future[Thing] = Future()
                self._held[key] = mine
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        if found is not None:
            return found.result()
        try:
            with self.making:  # one at a time: they share the frames of a store
                self.made += 1
                thing = self._make(key)
        except BaseException as error:
            with self._lock:
                if self._held.get(key) is mine:
                    del self._held[key]
            mine.set_exception(error)
            raise
        mine.set_result(thing)
        return thing
