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


# Qt knows countries by their English and their own names; these are what a clerk here calls them.
_INDONESIAN = {
    "AE": "Uni Emirat Arab", "AT": "Austria", "AU": "Australia", "BE": "Belgia", "BR": "Brasil", "CA": "Kanada",
    "CH": "Swiss", "CN": "Tiongkok", "CZ": "Ceko", "DE": "Jerman", "DK": "Denmark", "EG": "Mesir", "ES": "Spanyol",
    "FI": "Finlandia", "FR": "Prancis", "GB": "Inggris", "GR": "Yunani", "HU": "Hongaria", "IE": "Irlandia",
    "IN": "India", "IT": "Italia", "JO": "Yordania", "JP": "Jepang", "KH": "Kamboja", "KR": "Korea Selatan",
    "LK": "Sri Lanka", "MA": "Maroko", "MX": "Meksiko", "MY": "Malaysia", "NL": "Belanda", "NO": "Norwegia",
    "NZ": "Selandia Baru", "PG": "Papua Nugini", "PH": "Filipina", "PL": "Polandia", "PT": "Portugal",
    "RU": "Rusia", "SA": "Arab Saudi", "SE": "Swedia", "SG": "Singapura", "TH": "Thailand", "TL": "Timor Leste",
    "TR": "Turki", "TW": "Taiwan", "UA": "Ukraina", "US": "Amerika Serikat", "VN": "Vietnam",
    "ZA": "Afrika Selatan",
}  # fmt: skip
_PREFIX = 4  # letters from which a beginning that fits one country only is enough


def country_code(text: str) -> str | None:
    """The two-letter code (ISO 3166-1) of a country typed by code, by its English or by its Indonesian name."""
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return None
    if len(wanted) == 2 and wanted.isascii() and wanted.isalpha():
        territory = QLocale.codeToTerritory(wanted.upper())
        if territory != QLocale.Country.AnyCountry:
            return QLocale.territoryToCode(territory)
    names = _countries()
    if wanted in names:
        return names[wanted]
    begun = {code for name, code in names.items() if name.startswith(wanted)} if len(wanted) >= _PREFIX else set()
    return begun.pop() if len(begun) == 1 else None


def country_name(code: str | None) -> str:
    """In the language in use, where it is known there."""
    if not code:
        return ""
    if QLocale().language() == QLocale.Language.Indonesian and code in _INDONESIAN:
        return _INDONESIAN[code]
    territory = QLocale.codeToTerritory(code)
    return code if territory == QLocale.Country.AnyCountry else QLocale.territoryToString(territory)


@cache
def _countries() -> dict[str, str]:
    """Code by name, in small letters."""
    found = {name.casefold(): code for code, name in _INDONESIAN.items()}
    for territory in QLocale.Country:
        code = QLocale.territoryToCode(territory)
        if len(code) == 2 and code.isalpha():
            found[QLocale.territoryToString(territory).casefold()] = code
    return found
