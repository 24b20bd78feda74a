"""Paper and ink: tones, type, and the frame that every figure stands in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .._ask import fault

try:
    import cycler
    import matplotlib
    import matplotlib.dates
    import matplotlib.patheffects
    import matplotlib.pyplot
    import matplotlib.ticker
except ImportError as error:
    raise ImportError("figures are drawn by matplotlib: pip install matplotlib") from error

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Theme = Literal["light", "dark"]
"""Paper and ink, or the other way round."""

HAIR, LINE, THICK = 0.7, 1.4, 3.6


@dataclass(frozen=True)
class Tones:
    """The tones of a theme: the same values as the page and `report.html`."""

    paper: str
    ink: str
    mute: str
    rule: str
    faint: str
    accent: str
    total: str
    fan90: str
    fan50: str
    raids: str
    warm: str
    green: str
    fates: dict[str, str] = field(default_factory=dict)
    """By fate, in their fixed order."""
    series: tuple[str, ...] = ()
    """Okabe–Ito, in a fixed order, for what has no meaning of its own; each with a marker and a dash."""


TONES = {
    "light": Tones(
        paper="#fafaf7",
        ink="#1b1f24",
        mute="#5c6066",
        rule="#d9d7cf",
        faint="#efede6",
        accent="#0b5fa5",
        total="#5a6067",
        fan90="#d3e2ee",
        fan50="#a5c6e0",
        raids="#f5e9d2",
        warm="#a24a00",
        green="#00795a",
        fates={
            "intercepted": "#0072b2",
            "suppressed": "#8cc8ee",
            "failed": "#a3a3a0",
            "fell_harmless": "#e3c987",
            "leaked": "#b3730c",
        },
        series=("#0072b2", "#d55e00", "#00795a", "#b8588c", "#c47f00", "#3f7f9f", "#5c6066"),
    ),
    "dark": Tones(
        paper="#14171a",
        ink="#e8e6e0",
        mute="#a2a5a6",
        rule="#33383d",
        faint="#23282c",
        accent="#6fb1e8",
        total="#9a9d9d",
        fan90="#1f3548",
        fan50="#2f567a",
        raids="#2e281c",
        warm="#e59a5c",
        green="#43b893",
        fates={
            "intercepted": "#3a93d0",
            "suppressed": "#a9d6f2",
            "failed": "#808486",
            "fell_harmless": "#efdcae",
            "leaked": "#cf8d28",
        },
        series=("#4aa3df", "#f0803c", "#43b893", "#dd8fbb", "#f0b13c", "#8fcdf2", "#a2a5a6"),
    ),
}

MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)), (0, (3, 1)), (0, (8, 2)), (0, (1, 2)))


def tones(theme: str) -> Tones:
    """The tones of a theme."""
    if theme not in TONES:
        raise fault("theme", theme, "light, dark")
    return TONES[theme]


def style(theme: Theme = "light") -> dict[str, Any]:
    """Settings of matplotlib for figures of your own: `plt.rcParams.update(cupola.plot.style("dark"))`."""
    t = tones(theme)
    return {
        "axes.axisbelow": True,
        "axes.edgecolor": t.rule,
        "axes.facecolor": t.paper,
        "axes.grid": True,
        "axes.labelcolor": t.mute,
        "axes.labelsize": 9,
        "axes.prop_cycle": cycler.cycler(color=list(t.series)),
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlecolor": t.ink,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "axes.titleweight": "bold",
        "axes.unicode_minus": True,
        "figure.facecolor": t.paper,
        "figure.dpi": 110,
        "font.family": "sans-serif",
        "font.size": 9,
        "grid.color": t.rule,
        "grid.linewidth": 0.6,
        "legend.frameon": False,
        "lines.linewidth": LINE,
        "patch.linewidth": 0,
        "text.color": t.ink,
        "xtick.color": t.rule,
        "xtick.labelcolor": t.mute,
        "xtick.major.size": 0,
        "ytick.color": t.rule,
        "ytick.labelcolor": t.mute,
        "ytick.major.size": 0,
    }


@dataclass
class Frame:
    """Axes to draw on, and the words around them."""

    ax: Axes
    tones: Tones
    is_own: bool
    title: str = ""
    subtitle: str = ""
    source: str = ""

    @property
    def halo(self) -> list[Any]:
        """Paper around words that stand on what is drawn."""
        return [matplotlib.patheffects.withStroke(linewidth=2.5, foreground=self.tones.paper)]

    def dates(self) -> None:
        """Dates along the foot."""
        locator = matplotlib.dates.AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
        self.ax.xaxis.set_major_locator(locator)
        words = ["%Y", "%b %Y", "%d %b", "%H:%M", "%H:%M", "%S"]
        formatter = matplotlib.dates.ConciseDateFormatter(locator, formats=words, show_offset=False)  # type: ignore[no-untyped-call]
        self.ax.xaxis.set_major_formatter(formatter)

    def rows(self, labels: list[str], grid: str = "x") -> None:
        """Rows from the top down, one for each label."""
        self.ax.set_yticks(range(len(labels)), labels, color=self.tones.ink)
        self.ax.set_ylim(len(labels) - 0.4, -0.6)
        self.ax.grid(False)
        if grid:
            self.ax.grid(True, axis="x")

    def at_right(self, y: float, words: str, **more: Any) -> None:
        """Words to the right of a row."""
        place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "xytext": (8, 0), "textcoords": "offset points"}
        self.ax.annotate(words, (1.0, y), **{**place, "va": "center", "ha": "left", "fontsize": 8.5, **more})

    def spread(self, y: float, count: dict[str, Any], tone: str, scale: float = 1.0) -> None:
        """A mean in a row: dot, its 95 % interval as a thick line, 5–95 % of runs as a thin one where there are runs."""
        low, high = count.get("p05"), count.get("p95")
        if low is not None and high is not None:
            self.ax.plot([low / scale, high / scale], [y, y], color=tone, lw=1.1, solid_capstyle="butt", zorder=3)
        least, most = count.get("ci95_low"), count.get("ci95_high")
        if least is not None and most is not None:
            self.ax.plot([least / scale, most / scale], [y, y], color=tone, lw=THICK, solid_capstyle="butt", zorder=4)
        self.ax.plot(count["mean"] / scale, y, "o", ms=5.5, mfc=self.tones.paper, mec=tone, mew=1.5, zorder=5)

    def finish(self) -> None:
        """Puts the words in their places."""
        if self.is_own:
            self._around_figure()
        else:
            self._around_axes()

    def _around_figure(self) -> None:
        figure = self.ax.figure.get_figure(root=True)
        assert figure is not None  # Axes of ours are in a figure.
        width_in, height_in = figure.get_size_inches()
        lines = [
            (line, size, weight, tone)
            for words, size, weight, tone in (
                (self.title, 12.0, "bold", self.tones.ink),
                (self.subtitle, 8.8, "normal", self.tones.mute),
            )
            for line in _wrapped(words, size, weight, width_in)
        ]
        below = _wrapped(self.source, 7.2, "normal", width_in)
        top_in = 0.1 + sum(size for _, size, _, _ in lines) * 1.36 / 72 + 0.06
        bottom_in = 0.06 + len(below) * 7.2 * 1.35 / 72 + 0.05
        figure.set_size_inches(width_in, height_in + top_in + bottom_in)
        height_in += top_in + bottom_in
        y_in = height_in - 0.1
        for line, size, weight, tone in lines:
            figure.text(0.1 / width_in, y_in / height_in, line, va="top", fontsize=size, fontweight=weight, color=tone)
            y_in -= size * 1.36 / 72
        y_in = bottom_in - 0.05
        for line in below:
            figure.text(0.1 / width_in, y_in / height_in, line, va="top", fontsize=7.2, color=self.tones.mute)
            y_in -= 7.2 * 1.35 / 72
        inside = (0.0, bottom_in / height_in, 1.0, 1 - (top_in + bottom_in) / height_in)
        figure.set_layout_engine("constrained", rect=inside, w_pad=0.1, h_pad=0.04)

    def _around_axes(self) -> None:
        figure = self.ax.figure.get_figure(root=True)
        assert figure is not None  # Axes given to us are in a figure.
        width_in = self.ax.get_position().width * figure.get_size_inches()[0]
        small = _wrapped(self.subtitle, 7.5, "normal", width_in)
        title = "\n".join(_wrapped(self.title, 10, "bold", width_in))
        self.ax.set_title(title, loc="left", fontsize=10, fontweight="bold", color=self.tones.ink, pad=6 + len(small) * 9.6)
        place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "color": self.tones.mute}
        self.ax.annotate("\n".join(small), (0, 1), xytext=(0, 4), va="bottom", fontsize=7.5, **place)
        below = "\n".join(_wrapped(self.source, 6.5, "normal", width_in))
        self.ax.annotate(below, (0, 0), xytext=(0, -32), va="top", fontsize=6.5, **place)


def _wrapped(words: str, size: float, weight: str, width_in: float) -> list[str]:
    # A letter of this type is 0.53 of its size wide on average, a bold one 0.6.
    letters = (width_in - 0.2) * 72 / (size * (0.60 if weight == "bold" else 0.53))
    return textwrap.wrap(words.replace(" %", "\u00a0%"), max(int(letters), 20))


def _tick(x: float, _: object) -> str:
    return f"{x:,.10g}".replace("-", "−")


@contextmanager
def frame(ax: Axes | None, theme: str, size: tuple[float, float], grid: str = "y") -> Iterator[Frame]:
    """Axes of our own or those given, dressed; the words are put in place in the end. `size` (inches) is of the drawing."""
    t = tones(theme)
    is_own = ax is None
    if ax is None:
        # Outside of the settings below: the first figure of a notebook makes it interactive, which is not to be undone.
        _, ax = matplotlib.pyplot.subplots(figsize=size, facecolor=t.paper)
    with matplotlib.rc_context(style(theme)):  # type: ignore[arg-type]
        ax.set_facecolor(t.paper)
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)
        ax.spines["bottom"].set_color(t.rule)
        ax.tick_params(colors=t.rule, labelcolor=t.mute, labelsize=8.5, length=0)
        ax.set_axisbelow(True)
        ax.grid(False)
        ax.grid(True, axis=grid, color=t.rule, lw=0.6)  # type: ignore[arg-type]
        made = Frame(ax, t, is_own)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(matplotlib.ticker.FuncFormatter(_tick))
        yield made
        ax.xaxis.label.set_color(t.mute)
        ax.yaxis.label.set_color(t.mute)
        made.finish()
