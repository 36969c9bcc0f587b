"""The language of the window, switched at run time.

English sources stand in `self.tr("…")`; Indonesian in resources/translations/kai_counter_id.ts. Qt ships no
Indonesian catalogue, so the standard buttons and Qt's own dialogs have theirs in qt_id.ts, written by us.

`python -m kai_counter.ui.language` collects new texts and compiles the catalogues (both tools ship with PySide6).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator, Signal

from kai_counter.ui.resources import resources

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
CATALOGUES = ("kai_counter", "qt")


class Language(QObject):
    """The language in use. Widgets hear of a switch by `changeEvent(LanguageChange)`, others by `changed`."""

    changed = Signal(str)

    def __init__(self, code: str = "id", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._code = ""
        self._installed: list[QTranslator] = []
        self.set(code if code in LANGUAGES else "id")

    @property
    def code(self) -> str:
        return self._code

    @property
    def locale(self) -> QLocale:
        if self._code == "id":
            return QLocale(QLocale.Language.Indonesian, QLocale.Country.Indonesia)
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)

    def set(self, code: str) -> None:
        if code == self._code or code not in LANGUAGES:
            return
        self._code = code
        QLocale.setDefault(self.locale)
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = []
        for catalogue in CATALOGUES:
            path = resources() / "translations" / f"{catalogue}_{code}.qm"
            translator = QTranslator(self)
            if path.exists() and translator.load(str(path)):
                QCoreApplication.installTranslator(translator)
                self._installed.append(translator)
        self.changed.emit(code)


def update_catalogues() -> None:
    """Collect the texts of app.py and ui into the .ts file and compile every catalogue."""
    folder = resources() / "translations"
    tools = Path(sys.executable).parent
    here = Path(__file__).parent
    sources = [str(here.parent / "app.py"), *sorted(str(path) for path in here.rglob("*.py"))]
    collect = [str(tools / "pyside6-lupdate"), "-no-obsolete", "-locations", "none"]
    subprocess.run([*collect, *sources, "-ts", str(folder / "kai_counter_id.ts")], check=True)
    # English has its texts in the code; only its plurals want a catalogue.
    english = ["-pluralonly", "-source-language", "en", "-target-language", "en", "-ts"]
    subprocess.run([*collect, *sources, *english, str(folder / "kai_counter_en.ts")], check=True)
    for source in sorted(folder.glob("*.ts")):
        fresh = source.with_suffix(".qm-new")
        subprocess.run([str(tools / "pyside6-lrelease"), str(source), "-qm", str(fresh)], check=True)
        fresh.replace(source.with_suffix(".qm"))  # a running window maps the old file: written over, it would die


if __name__ == "__main__":
    update_catalogues()
