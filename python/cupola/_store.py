"""A folder of shards as this machine sees it: one by a path that all nodes see, or in object storage by URL.

Object storage is what fsspec reaches: `s3://` by the package s3fs, `gs://` by gcsfs, `abfs://` by adlfs, with the credentials
of each node's own environment. A shard there is one object, written whole or not at all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ._errors import Error, InputError

T = TypeVar("T")


def placed(out: str) -> str:
    """The folder by its whole path, or by its URL."""
    out = out.removeprefix("file://")
    return out if is_url(out) else os.path.abspath(out)


def is_url(out: str) -> bool:
    """Whether a folder is in object storage."""
    return "://" in out


def names(out: str) -> list[str]:
    """Names of the files of a folder; none where there is no such folder."""
    if not is_url(out):
        return [path.name for path in Path(out).iterdir()] if os.path.isdir(out) else []
    fs, root = _opened(out)
    listed = _reached(out, lambda: _listed(fs, root))
    return [str(path).rstrip("/").rpartition("/")[2] for path in listed]


@contextmanager
def here(out: str, wanted: Iterable[str]) -> Iterator[str]:
    """The folder as a path of this machine, in which those of the `wanted` files are that it has.

    A folder by path is itself. Of one in object storage it is a copy, which goes in the end; what is new in it, or written
    anew, goes to the storage where nothing was raised.
    """
    if not is_url(out):
        yield out
        return
    fs, root = _opened(out)
    with tempfile.TemporaryDirectory(prefix="cupola-") as copy:
        for name in wanted:
            _reached(out, partial(_taken, fs, f"{root}/{name}", Path(copy, name)))
        before = _written(copy)
        try:
            yield copy
        except (InputError, Error) as error:
            # Who reads it knows the folder, not the copy.
            if copy in str(error):
                raise type(error)(str(error).replace(copy, out.rstrip("/"))) from None
            raise
        for name, written in _written(copy).items():
            if before.get(name) != written:
                _reached(out, partial(fs.put_file, os.path.join(copy, name), f"{root}/{name}"))


class Mark:
    """A hidden file in a folder that means something where it is there."""

    def __init__(self, out: str, name: str) -> None:
        self._out = out
        self._fs: Any = None
        root = out
        if is_url(out):
            self._fs, root = _opened(out)
        self._path = f"{root}/.{name}"

    @property
    def is_set(self) -> bool:
        """Whether it is there."""
        if self._fs is None:
            return os.path.exists(self._path)
        return bool(_reached(self._out, lambda: self._fs.exists(self._path)))

    def set(self) -> None:
        """Puts it there."""
        if self._fs is None:
            Path(self._path).touch()
        else:
            _reached(self._out, lambda: self._fs.pipe_file(self._path, b""))

    def clear(self) -> None:
        """Takes it away."""
        if self._fs is None:
            Path(self._path).unlink(missing_ok=True)
        else:
            _reached(self._out, lambda: self._fs.rm_file(self._path))


def _written(folder: str) -> dict[str, tuple[int, int]]:
    """Which file each is, and when it was written; hidden ones are not yet whole."""
    stats = {path.name: path.stat() for path in Path(folder).iterdir() if not path.name.startswith(".")}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in stats.items()}


def _opened(out: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise InputError(f"out {out!r}: object storage asks for the package fsspec: pip install fsspec") from None
    try:
        # What others write meanwhile is to be seen.
        fs, root = url_to_fs(out, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise InputError(f"out {out!r}: {error}") from error
    return fs, str(root).rstrip("/")


def _listed(fs: Any, folder: str) -> list[Any]:
    try:
        return list(fs.ls(folder, detail=False))
    except FileNotFoundError:
        return []


def _taken(fs: Any, path: str, to: Path) -> None:
    try:
        fs.get_file(path, os.fspath(to))
    except FileNotFoundError:
        # An empty file is left behind where there is none.
        to.unlink(missing_ok=True)


def _reached(out: str, work: Callable[[], T]) -> T:
    """What object storage gives; its failures as ours, which a task is played again for."""
    try:
        return work()
    except Exception as error:  # each kind of storage has its own
        raise Error(f"{out}: {type(error).__name__}: {error}") from error
