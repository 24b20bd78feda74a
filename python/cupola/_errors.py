"""Exceptions: the same text as the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; place and key are empty where the fault is not of a scenario's text."""

    message: str
    """What is wrong, and what is allowed."""
    file: str = ""
    """File, bundled name, or `--set`."""
    line: int = 0
    """From 1; 0 where there is none."""
    column: int = 0
    """From 1; 0 where there is none."""
    key: str = ""
    """Key path, as `battery.iruma-1.channels`."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        return place + (f"{self.key}: " if self.key else "") + self.message


class InputError(ValueError):
    """Bad input: every fault of it, in `faults`."""

    faults: list[Fault]

    def __init__(self, text: str, faults: Iterable[Mapping[str, Any]] | None = None) -> None:
        super().__init__(text)
        if faults is None:
            self.faults = [Fault(line) for line in text.splitlines()]
        else:
            self.faults = [Fault(**fault) for fault in faults]


class Error(RuntimeError):
    """Anything else that keeps a command from its answer."""


class ScenarioWarning(UserWarning):
    """Something in a scenario that can never do anything."""
