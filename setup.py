"""What pyproject.toml cannot say: two folders beside the package travel with it, tree and all.

`kai_counter.db.places` finds them again under `share/kai-counter` of the environment.
"""

from pathlib import Path

from setuptools import setup

HERE = Path(__file__).parent


def shipped(folder: str) -> list[tuple[str, list[str]]]:
    """Each directory with its files, as `data_files` wants them."""
    places: dict[Path, list[str]] = {}
    for path in sorted((HERE / folder).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            relative = path.relative_to(HERE)
            places.setdefault(relative.parent, []).append(relative.as_posix())
    return [(f"share/kai-counter/{place.as_posix()}", files) for place, files in places.items()]


setup(data_files=[*shipped("migrations"), *shipped("resources")])
