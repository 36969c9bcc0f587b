"""Where the embedded server's logs lie, and what it said in them when it would not start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kai_counter.config import Home
from kai_counter.db.server_place import Place


@dataclass(frozen=True, slots=True)
class ServerLogs:
    home: Home
    place: Place

    @property
    def folder(self) -> Path:
        return self.place.log if self.place.account else self.home.logs / "postgres"

    @property
    def of_start(self) -> Path:
        return self.folder / "start.log"

    def open(self) -> None:
        """The server's logs are in the home's logs; another account's lie beside its cluster, with a link."""
        shown = self.home.logs / "postgres"
        folder = self.folder
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
            self.place.give(folder)
        if folder != shown and not shown.exists():
            shown.unlink(missing_ok=True)
            shown.symlink_to(folder)
        self.of_start.unlink(missing_ok=True)

    def sizes(self) -> dict[Path, int]:
        return {path: path.stat().st_size for path in self.folder.glob("*.log")}

    def since(self, before: dict[Path, int]) -> str:
        """What PostgreSQL wrote meanwhile; it says why it gave up in whichever log was open at that moment."""
        said = []
        for path in sorted(self.folder.glob("*.log")):
            with path.open("rb") as file:
                file.seek(before.get(path, 0))
                said.append(file.read(100_000).decode("utf-8", "replace"))
        return "\n".join(said)


def fatal_line(said: str) -> str:
    """The line in which PostgreSQL says why it gave up."""
    return next((line.split("FATAL:", 1)[1].strip() for line in said.splitlines() if "FATAL:" in line), "")


def last_line(said: str) -> str:
    return (said.strip().splitlines() or ["no reason given"])[-1]
