"""What SALib makes of the same points: `sensitivity.py reference FILE` writes it for the tests in Rust,
`sensitivity.py check CUPOLA` compares them with `cupola sweep` on a scenario, from the design that it writes."""

import csv
import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
from SALib.analyze import morris, sobol
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

ROWS = 32
TRAJECTORIES = 6
ROOM = 1e-9


def problem(names):
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def ishigami(points):
    x = np.pi * (2.0 * points - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def reference(path):
    names = ["x1", "x2", "x3"]
    points = sobol_sample.sample(problem(names), ROWS, calc_second_order=True, seed=1)
    outputs = ishigami(points)
    indices = sobol.analyze(problem(names), outputs, calc_second_order=True, seed=1)
    pairs = [indices["S2"][j, k] for j in range(3) for k in range(j + 1, 3)]
    walks = morris_sample.sample(problem(names), TRAJECTORIES, num_levels=4, seed=1)
    walked = ishigami(walks)
    effects = morris.analyze(problem(names), walks, walked, num_levels=4, seed=1)
    document = {
        "made_by": f"SALib {version('SALib')}, SciPy {version('scipy')}, NumPy {version('numpy')}",
        "sobol": {
            "points": points.tolist(),
            "outputs": outputs.tolist(),
            "first": indices["S1"].tolist(),
            "total": indices["ST"].tolist(),
            "second": pairs,
        },
        "morris": {
            "points": walks.tolist(),
            "outputs": walked.tolist(),
            "mean": np.asarray(effects["mu"]).tolist(),
            "absolute": np.asarray(effects["mu_star"]).tolist(),
            "deviation": np.asarray(effects["sigma"]).tolist(),
        },
    }
    Path(path).write_text(json.dumps(document, indent=1) + "\n")


def swept(cupola, folder, *options):
    """The report of a sweep, and its design: column by name."""
    design = Path(folder) / "design.csv"
    command = [cupola, "sweep", "tutorial", "--json", "--runs-per-point", "16", "--design", str(design), *options]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    with design.open(newline="") as file:
        rows = list(csv.reader(file))
    table = np.array(rows[1:], dtype=float)
    return report, {name: table[:, at] for at, name in enumerate(rows[0])}


def agree(what, ours, theirs):
    error = abs(ours - theirs)
    if not error <= ROOM * max(1.0, abs(theirs)):
        sys.exit(f"{what}: cupola {ours}, SALib {theirs}")
    return error


def check(cupola):
    errors = []
    with tempfile.TemporaryDirectory() as folder:
        over = ["--over", "area_defence.*", "--over", "battery.*", "--metric", "through"]
        report, design = swept(cupola, folder, "--sobol", "32", "--by", "input", *over)
        names = [factor["key"] for factor in report["factors"]]
        found = report["metrics"][0]["findings"]["sobol"]["indices"]
        theirs = sobol.analyze(problem(names), design["through"], calc_second_order=False, seed=1)
        for at, name in enumerate(names):
            errors.append(agree(f"S1 {name}", found[name]["first_of_means"], theirs["S1"][at]))
            errors.append(agree(f"ST {name}", found[name]["total_of_means"], theirs["ST"][at]))
        report, design = swept(cupola, folder, "--morris", "4", *over)
        names = [factor["key"] for factor in report["factors"]]
        points = np.column_stack([design[f"u:{name}"] for name in names])
        effects = report["metrics"][0]["findings"]["morris"]
        theirs = morris.analyze(problem(names), points, design["through"], num_levels=4, seed=1)
        for at, name in enumerate(names):
            for ours, key in [("mean", "mu"), ("absolute", "mu_star"), ("deviation", "sigma")]:
                errors.append(agree(f"{key} {name}", effects[name][ours]["value"], float(theirs[key][at])))
    print(f"{len(errors)} numbers of two designs agree with SALib {version('SALib')}, the worst within {max(errors):.1e}")


if __name__ == "__main__":
    {"reference": reference, "check": check}[sys.argv[1]](sys.argv[2])
