"""Reductions, assistance and countries in words."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QLocale

translate = QCoreApplication.translate


def reduction_names() -> dict[str, str]:
    """Reductions in the language in use."""
    return {
        "senior": translate("reductions", "Senior"),
        "veteran": translate("reductions", "Veteran"),
        "tni_polri": translate("reductions", "TNI/Polri"),
        "journalist": translate("reductions", "Journalist"),
        "disability": translate("reductions", "Disability"),
    }


def assistance_names() -> dict[str, str]:
    return {
        "wheelchair": translate("assistance", "Wheelchair"),
        "visually_impaired": translate("assistance", "Visually impaired"),
        "hearing_impaired": translate("assistance", "Hearing impaired"),
        "elderly_help": translate("assistance", "Elderly, needs help"),
        "other": translate("assistance", "Other help"),
    }


def country_code(text: str) -> str | None:
    """The two-letter code (ISO 3166-1) of a country typed by code or by its English name."""
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return None
    if len(wanted) in (2, 3) and wanted.isascii() and wanted.isalpha():
        territory = QLocale.codeToTerritory(wanted.upper())
        if territory != QLocale.Country.AnyCountry:
            return QLocale.territoryToCode(territory)
    for code, name in _countries().items():
        if wanted == name:
            return code
    return None


def country_name(code: str | None) -> str:
    if not code:
        return ""
    territory = QLocale.codeToTerritory(code)
    return code if territory == QLocale.Country.AnyCountry else QLocale.territoryToString(territory)


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for territory in QLocale.Country:
        code = QLocale.territoryToCode(territory)
        if len(code) == 2 and code.isalpha():
            found[code] = QLocale.territoryToString(territory).casefold()
    return found
