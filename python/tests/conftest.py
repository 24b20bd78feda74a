"""What tests share."""

from __future__ import annotations

import pathlib

import cupola
import pytest

ROOT = pathlib.Path(__file__).parents[2]
BATTERY = "battery.harbour-battery"


@pytest.fixture(scope="session")
def played() -> cupola.Run:
    """The tutorial, as `cupola run tutorial --runs 200 --seed 7` plays it."""
    return cupola.run("tutorial", runs=200, seed=7)
