"""Unfinished sales on this machine's disk: private, whole or not at all, and only for whoever began them.

A draft is written before a call leaves for the database (DESIGN.md §5), from the writer thread, so that its
fsync never holds the window up. One file a sale: `<sale id>.json` in the counter's drafts folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from kai_counter.config import write_private
from kai_counter.errors import Unavailable
from kai_counter.values.draft import SaleDraft, UnreadableDraft

_LEFT_OVER = 60  # seconds; a younger one may be on its way to disk in another window of this counter
_LARGEST = 256 * 1024  # bytes; a draft has some 5 KB, anything larger is not ours


class DraftStore:
    """The drafts folder of one counter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, draft: SaleDraft) -> None:
        """Replace the sale's draft in one step. Raises Unavailable('disk') when the disk is full or read-only."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(self._path(draft.sale_id), draft.to_json())
            self._settle()
        except OSError as error:
            raise Unavailable("disk", str(error)) from error

    def remove(self, sale_id: UUID) -> None:
        """Forget a sale that is done. Nothing happens when it is already gone."""
        try:
            self._path(sale_id).unlink(missing_ok=True)
            self._settle()
        except OSError as error:
            raise Unavailable("disk", str(error)) from error

    def for_member(self, nipp: str, roles: Iterable[str] = ()) -> tuple[SaleDraft, ...]:
        """What this member left unfinished, oldest first; a supervisor sees everybody's.

        A damaged file is set aside under another name (an operator may look at it) and never opened again.
        """
        everybody = "supervisor" in tuple(roles)
        found = (self._open(path) for path in self._files())
        mine = [draft for draft in found if draft is not None and (everybody or draft.nipp == nipp)]
        return tuple(sorted(mine, key=lambda draft: draft.saved_at))

    def _files(self) -> list[Path]:
        try:
            for leftover in self.folder.glob(".*.json-*"):  # of a write the power cut; its old file still stands
                if time.time() - leftover.stat().st_mtime > _LEFT_OVER:
                    leftover.unlink(missing_ok=True)
            return sorted(self.folder.glob("[!.]*.json"))
        except FileNotFoundError:  # renamed to its final name between the two looks
            return sorted(self.folder.glob("[!.]*.json"))
        except OSError as error:
            raise Unavailable("disk", str(error)) from error

    def _open(self, path: Path) -> SaleDraft | None:
        try:
            if path.stat().st_size > _LARGEST:
                raise UnreadableDraft("too large")
            return SaleDraft.from_json(path.read_text(encoding="utf-8"))
        except (UnreadableDraft, UnicodeDecodeError):
            path.replace(path.with_suffix(".damaged"))
            return None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable("disk", str(error)) from error

    def _path(self, sale_id: UUID) -> Path:
        return self.folder / f"{sale_id}.json"

    def _settle(self) -> None:
        """Bring the folder's entry itself to disk; Windows has no handle for a folder and needs none."""
        if os.name == "nt":
            return
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
