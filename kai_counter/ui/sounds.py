"""Playing the gate's sounds without QtMultimedia: whatever player the machine has. No player or no device is no
error: the screen says the same by colour, sign and words."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess

from kai_counter.devices import tones
from kai_counter.ui.resources import resources

# The first one found plays; `{file}` is the sound.
PLAYERS = (
    ("pw-play", ("{file}",)),
    ("paplay", ("{file}",)),
    ("aplay", ("-q", "{file}")),
    ("afplay", ("{file}",)),
)
OF_KIND = {"welcome": "accepted", "look": "look", "refuse": "refused", "repeat": "tick"}


class Sounds(QObject):
    """`play(kind)` of an answer. `volume` 0 to 100; a muted one is silent and says so with a badge elsewhere.

    `folder` keeps the quieter copies.
    """

    def __init__(self, folder: Path, volume: int = 80, muted: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.volume, self.muted = volume, muted

    @property
    def player(self) -> str:
        """The program that plays here; empty: none."""
        if sys.platform == "win32":
            return "winsound"
        return next((found for name, _ in PLAYERS if (found := shutil.which(name))), "")

    def play(self, kind: str) -> None:
        if self.muted or self.volume <= 0:
            return
        player = self.player
        if player:
            file = self._file(OF_KIND[kind])
            if player == "winsound":
                _winsound()(str(file))
            else:
                self._run(player, file)

    def _run(self, player: str, file: Path) -> None:
        """On its own, and forgotten: half a second later it is over. The window waits for no loudspeaker."""
        process = QProcess()
        arguments = next(given for name, given in PLAYERS if Path(player).name == name)
        process.setProgram(player)
        process.setArguments([part.format(file=file) for part in arguments])
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.startDetached()

    def _file(self, name: str) -> Path:
        """The sound as loud as it is wanted; a copy that cannot be kept is played at its full strength."""
        whole = resources() / "sounds" / f"{name}.wav"
        if self.volume >= 100:
            return whole
        copy = self._folder / f"{name}-{self.volume}.wav"
        if not copy.exists():
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(tones.wav(name, self.volume))
            except OSError:
                return whole
        return copy


def _winsound() -> Callable[[str], None]:
    import importlib

    winsound = importlib.import_module("winsound")  # Windows only

    def play(file: str) -> None:
        winsound.PlaySound(file, winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)

    return play
