"""What tests share."""

from __future__ import annotations

import pathlib
import signal

import cupola
import pytest

ROOT = pathlib.Path(__file__).parents[2]
BATTERY = "battery.harbour-battery"


@pytest.fixture(autouse=True)
def hears_ctrl_c() -> None:
    """A shell has it ignored by what runs in its background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def played() -> cupola.Run:
    """The tutorial, as `cupola run tutorial --runs 200 --seed 7` plays it."""
    return cupola.run("tutorial", runs=200, seed=7)
