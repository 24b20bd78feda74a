"""Runs the gallery's notebooks and writes their pictures: `python execute.py OUT [NAME…]`.

A notebook that raises, warns of what it draws, has outputs committed, or takes too long fails.
"""

from __future__ import annotations

import base64
import pathlib
import sys
import time

import nbclient
import nbformat

MAX_S = 600
"""Longest that one notebook may take (s): a busy machine takes many times what a quiet one does."""


def execute(path: pathlib.Path, out: pathlib.Path) -> list[str]:
    """What is wrong with a notebook; its pictures are written beside each other."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    faults = [f"{path.name}: outputs are committed" for cell in notebook.cells if cell.get("outputs")]
    begun = time.monotonic()
    try:
        nbclient.NotebookClient(notebook, timeout=MAX_S, resources={"metadata": {"path": str(out)}}).execute()
    except nbclient.exceptions.CellExecutionError as error:
        faults.append(f"{path.name}: {error}")
    num_pictures = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr" and "Warning" in output["text"] and "ScenarioWarning" not in output["text"]:
                faults.append(f"{path.name}: {output['text']}")
            if "image/png" in output.get("data", {}):
                num_pictures += 1
                (out / f"{path.stem}-{num_pictures:02}.png").write_bytes(base64.b64decode(output["data"]["image/png"]))
    nbformat.write(notebook, out / path.name)
    print(f"{path.stem}: {num_pictures} pictures in {time.monotonic() - begun:.1f} s", flush=True)
    return faults if num_pictures else [*faults, f"{path.name}: draws nothing"]


def main() -> int:
    """Runs all notebooks, or those named."""
    out = pathlib.Path(sys.argv[1]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    here = pathlib.Path(__file__).parent
    wanted = sys.argv[2:]
    paths = [path for path in sorted(here.glob("*.ipynb")) if not wanted or path.stem in wanted]
    faults = [fault for path in paths for fault in execute(path, out)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
