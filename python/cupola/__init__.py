"""What gets through a layered missile defence, how long it lasts, what it costs, what each ally changes.

>>> import cupola
>>> r = cupola.run("japan-2028")
>>> print(r.compare)

Every command is a function of its name; a scenario is the name of a bundled one, a file, or what `load` gives. An analysis
simulator at the level of the open literature: it drives no sensor or weapon and designs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import space
from ._ask import Report
from ._commands import (
    Run,
    assign,
    coalition,
    compare,
    cost,
    explain,
    fly,
    flyout,
    merge,
    options,
    plan,
    run,
    sensitivity,
    shard,
    sustain,
    sweep,
    timeline,
    track,
    validate,
)
from ._cupola import __version__
from ._errors import Error, Fault, InputError, ScenarioWarning
from ._record import Compare, Count, Delta, Record
from ._scenario import (
    Arm,
    Asset,
    Battery,
    Bundled,
    Load,
    Nation,
    Range,
    Scenario,
    Value,
    catalogue,
    check,
    load,
    scenarios,
)
from ._table import Table
from ._track import Track, Tracker

if TYPE_CHECKING:
    from . import plot

__all__ = [
    "Arm",
    "Asset",
    "Battery",
    "Bundled",
    "Compare",
    "Count",
    "Delta",
    "Error",
    "Fault",
    "InputError",
    "Load",
    "Nation",
    "Range",
    "Record",
    "Report",
    "Run",
    "Scenario",
    "ScenarioWarning",
    "Table",
    "Track",
    "Tracker",
    "Value",
    "__version__",
    "assign",
    "catalogue",
    "check",
    "coalition",
    "compare",
    "cost",
    "explain",
    "fly",
    "flyout",
    "load",
    "merge",
    "options",
    "plan",
    "run",
    "scenarios",
    "sensitivity",
    "shard",
    "space",
    "sustain",
    "sweep",
    "timeline",
    "track",
    "validate",
]


def __getattr__(name: str) -> Any:
    # Figures need matplotlib, which is read when the first one is asked for.
    if name == "plot":
        import importlib

        try:
            return importlib.import_module(".plot", __name__)
        except ImportError as error:
            # Who asks whether there is such an attribute is told that there is none.
            raise AttributeError(f"figures need matplotlib: pip install matplotlib ({error})") from error
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
