"""A training room: a home, a database and people of its own, where nothing is real (DESIGN.md §8).

What it is stands in its settings (`training`) and in its database (`installation.is_training`), and neither works
with the other kind: the door asks (db/fit.py), the migration asks (db/migrate.py), so does an operator's command.
"""

from __future__ import annotations

import os
from pathlib import Path

from kai_counter.config import HOME_VARIABLE, Home, Misconfigured, home_at, load_settings, write_private
from kai_counter.errors import disk_kept

FOLDER = "training"
FIRST_SETTINGS = 'training = true\nstaff_prefix = "trainee_"\n'


def enter() -> Home:
    """From here on this process is a training room's: its home lies beside the live one's, or inside the one that
    KAI_COUNTER_HOME names. Raises Misconfigured where a live counter stands already."""
    named = os.environ.get(HOME_VARIABLE, "").strip()
    if named:
        folder = Path(named).expanduser().absolute()
        folder = folder if _is_room(folder) else folder / FOLDER
    else:
        from platformdirs import PlatformDirs

        folder = PlatformDirs("kai-counter-training", appauthor=False).user_data_path
    os.environ[HOME_VARIABLE] = str(folder)
    home = home_at(folder)
    if not home.settings_file.exists():
        with disk_kept():
            write_private(home.settings_file, FIRST_SETTINGS)
    if not load_settings(home).training:
        raise Misconfigured(f"{home.settings_file} is a live counter's: a training room has a folder of its own.")
    return home


def is_entered() -> bool:
    """Is this process a training room's? Asked without making its folders."""
    named = os.environ.get(HOME_VARIABLE, "").strip()
    return bool(named) and _is_room(Path(named).expanduser().absolute())


def _is_room(folder: Path) -> bool:
    return (folder / "config" / "counter.toml").exists() and load_settings(home_at(folder)).training
