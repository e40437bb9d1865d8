"""Results that are kept by their place in a spec, no more than fit in memory: those that were used last stay."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from clausewise.spec.spec import Spec

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """Results by spec and pointer: at most so many, and together at most of a size, which `make` gives with each."""

    def __init__(self, make: Callable[[Spec, str], tuple[Result, int]], most: int, largest: int) -> None:
        self.size = 0
        self._make, self.most, self.largest = make, most, largest
        self._made: OrderedDict[tuple[Spec, str], tuple[Result, int]] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, spec: Spec, pointer: str) -> Result:
        """The result for a pointer, made again where it was not kept."""
        key = spec, pointer
        with self._lock:
            if found := self._made.get(key):
                self._made.move_to_end(key)
                return found[0]
        made = self._make(spec, pointer)
        with self._lock:
            if key not in self._made:
                self._made[key] = made
                self.size += made[1]
            while len(self._made) > self.most or (self.size > self.largest and len(self._made) > 1):
                self.size -= self._made.popitem(last=False)[1][1]
        return made[0]
