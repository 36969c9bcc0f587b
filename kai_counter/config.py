"""Where this counter keeps its things, and what it was told to be.

One folder, `KAI_COUNTER_HOME`, moves everything (two counters, a training room and a test live side by side
on one machine); without it the platform's usual folders. Settings are one TOML file a person may edit; secrets
are files of their own that only their owner may read, so that the settings can be shown to a colleague.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from kai_counter.errors import disk_kept

LANGUAGES = ("id", "en")
THEMES = ("light", "dark", "daylight")
PRINTER_KINDS = ("virtual", "tcp", "serial")
PRINTER_WIDTHS = (80, 58)
SCANNER_KINDS = ("keyboard", "keyboard_plain", "serial")
TERMINAL_KINDS = ("manual", "serial", "none")
DISPLAYS = ("auto", "window", "off")

HOME_VARIABLE = "KAI_COUNTER_HOME"
DATABASE_VARIABLE = "KAI_COUNTER_DATABASE_URL"
COUNTER_VARIABLE = "KAI_COUNTER_COUNTER"
# Which variable overrides which setting, for as long as it is set; never written into the file.
OVERRIDES = {"database_url": DATABASE_VARIABLE, "counter_code": COUNTER_VARIABLE}


class Misconfigured(Exception):
    """The configuration cannot be used; the message is one sentence that says what to change."""


@dataclass(frozen=True)
class Home:
    """The folders of one counter; `make()` creates them readable by their owner only."""

    root: Path | None  # set when KAI_COUNTER_HOME names one folder for everything
    data: Path
    config: Path
    logs: Path

    @property
    def drafts(self) -> Path:
        return self.data / "drafts"

    @property
    def print_journal(self) -> Path:
        return self.data / "print-journal"

    @property
    def gate(self) -> Path:
        """What the gate of this machine carries with it (devices/gate_box.py)."""
        return self.data / "gate"

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def demo(self) -> Path:
        return self.data / "demo"

    @property
    def database(self) -> Path:
        """Where the embedded server lives, unless its account cannot reach it (db/server_place.py)."""
        return (self.root or self.data) / "postgres"

    @property
    def settings_file(self) -> Path:
        return self.config / "counter.toml"

    @property
    def secret_file(self) -> Path:
        return self.config / "counter.secret"

    @property
    def gateway_key_file(self) -> Path:
        return self.config / "gateway.key"

    def make(self) -> Home:
        """Create what is missing. As root, the server's own account must be able to pass through (0711)."""
        try:
            if self.root is not None and not self.root.exists():
                self.root.mkdir(parents=True)
                self.root.chmod(0o711 if _is_root() else 0o700)
            for folder in (self.data, self.config, self.logs, self.drafts, self.print_journal, self.keys):
                if not folder.is_dir():
                    folder.mkdir(parents=True, exist_ok=True)
                    folder.chmod(0o700)
        except OSError as error:
            raise Misconfigured(
                f"Cannot create {error.filename}: {error.strerror}. "
                f"Name a folder you may write in {HOME_VARIABLE}."
            ) from error
        return self


@dataclass(frozen=True)
class Printer:
    """`address` is `host:port` for tcp, a device name for serial, nothing for the virtual one."""

    kind: str = "virtual"
    address: str = ""
    width: int = 80  # mm of paper


@dataclass(frozen=True)
class Gateway:
    """The QRIS gateway: where its API is; no address, no QRIS at this counter. Its key is a file of its own."""

    url: str = ""
    acquirer: str = "gopay"


@dataclass(frozen=True)
class Terminal:
    """The card terminal: manual (its slip is typed), serial (a cable at `address`, `@baud` if not 9600), none."""

    kind: str = "manual"
    address: str = ""


@dataclass(frozen=True)
class Scanner:
    """`keyboard` types STX before a code, `keyboard_plain` cannot be programmed so and is told by its pace,
    `serial` has a port: a device name, or `usb:0C2E:0B61:SERIAL` wherever it is plugged in."""

    kind: str = "keyboard"
    address: str = ""


@dataclass(frozen=True)
class Gate:
    """What the gate of this machine is called, and how loud it answers (0 to 100)."""

    name: str = ""
    volume: int = 80


@dataclass(frozen=True)
class Settings:
    """What this counter was told to be. Immutable: change it with `dataclasses.replace` and `save_settings`.

    `database_url` is a libpq URL without a member's name or password (members bring their own: `login_url`);
    empty means the server inside. After `ops.prepare.prepare` it is filled and `embedded` says which one.
    """

    database_url: str = ""
    staff_prefix: str = "staff_"
    training: bool = False  # a training room: it says so everywhere, and works on a training database only
    counter_code: str = ""
    counter_secret: str = field(default="", repr=False)
    language: str = "id"
    theme: str = "light"
    touch: bool = False
    sounds: bool = True
    display: str = "auto"  # the customer's: on a second screen if there is one, in a window, or off
    printer: Printer = Printer()
    gateway: Gateway = Gateway()
    terminal: Terminal = Terminal()
    scanner: Scanner = Scanner()
    gate: Gate = Gate()
    gateway_key: str = field(default="", repr=False)
    embedded: bool = field(default=False, compare=False)
    # Names of settings that came from the environment or the running server and are not to be written down.
    transient: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    @property
    def is_counter(self) -> bool:
        """Was this machine told which counter it is, and can it show so: by its secret, or by its certificate?"""
        shows = self.counter_secret or parse_qs(urlsplit(self.database_url).query).get("sslcert")
        return bool(self.counter_code and shows)

    def login_url(self, nipp: str, password: str) -> str:
        """The database as this member reaches it."""
        return with_login(self.database_url, self.staff_prefix + nipp, password)


def with_login(url: str, user: str, password: str | None = None) -> str:
    """The same database (one host or several), for another login."""
    parts = urlsplit(url)
    hosts = parts.netloc.rpartition("@")[2]
    login = quote(user, safe="") + ("" if password is None else ":" + quote(password, safe=""))
    return urlunsplit(parts._replace(netloc=f"{login}@{hosts}"))


def home() -> Home:
    """The folders of this process's counter, created if missing. Raises Misconfigured."""
    root = os.environ.get(HOME_VARIABLE, "").strip()
    if root:
        return home_at(Path(root).expanduser())
    from platformdirs import PlatformDirs

    places = PlatformDirs("kai-counter", appauthor=False)
    folders = Home(
        root=None, data=places.user_data_path, config=places.user_config_path, logs=places.user_log_path
    )
    return folders.make()


def home_at(folder: Path) -> Home:
    """A home with everything in one folder, as KAI_COUNTER_HOME makes it."""
    folder = folder.absolute()
    return Home(root=folder, data=folder / "data", config=folder / "config", logs=folder / "logs").make()


def load_settings(home: Home) -> Settings:
    """Settings from the file, the secret beside it, and the environment over both. Raises Misconfigured."""
    values = _read(home.settings_file)
    values |= {name: type(table)(**values[name]) for name, table in _TABLES.items() if name in values}
    values["counter_secret"] = read_secret(home.secret_file)
    values["gateway_key"] = read_secret(home.gateway_key_file)
    overrides = {name: value for name, variable in OVERRIDES.items() if (value := os.environ.get(variable))}
    if values.get("training") and "database_url" in overrides:
        raise Misconfigured(
            f"{DATABASE_VARIABLE} is set, and a training room takes no database from the environment: unset it; "
            f"a central training database is named in {home.settings_file}."
        )
    settings = Settings(**{**values, **overrides}, transient=frozenset(overrides))
    _check(settings, home.settings_file)
    return settings


def save_settings(home: Home, settings: Settings) -> None:
    """Write the settings whole or not at all; what the environment overrode keeps its value in the file.

    Raises Misconfigured, and Unavailable("disk") when there is no room.
    """
    home.make()
    kept = _read(home.settings_file) if settings.transient else {}
    lines = []
    for item in dataclasses.fields(Settings):
        if item.name in _HIDDEN or item.name in _TABLES:
            continue
        value = kept.get(item.name) if item.name in settings.transient else getattr(settings, item.name)
        if value is not None and value != "":
            lines.append(f"{item.name} = {_toml(value)}")
    for table, empty in _TABLES.items():
        lines += ["", f"[{table}]"]
        inside = dataclasses.asdict(getattr(settings, table))
        if table in settings.transient:
            inside = dataclasses.asdict(empty) | kept.get(table, {})
        lines += [f"{name} = {_toml(value)}" for name, value in inside.items()]
    with disk_kept():
        write_private(home.settings_file, "\n".join(lines) + "\n")
        for file, secret in (
            (home.secret_file, settings.counter_secret),
            (home.gateway_key_file, settings.gateway_key),
        ):
            if file == home.gateway_key_file and "gateway" in settings.transient:
                continue
            if secret != read_secret(file):
                write_private(file, secret + "\n")


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only; a power cut leaves the old or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # 0600 from its first byte
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_secret(path: Path) -> str:
    """The one line of a secret file, or nothing when there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise Misconfigured(f"Cannot read {path}: {error.strerror}.") from error


def check_database_url(url: str) -> None:
    """A server beyond this machine must prove who it is (DESIGN.md §4). Raises Misconfigured."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise Misconfigured(
            f"The database address must look like postgresql://host:5432/kai?sslmode=verify-full; "
            f"correct database_url or {DATABASE_VARIABLE}."
        )
    query = parse_qs(parts.query)
    if not is_here(url) and query.get("sslmode") != ["verify-full"]:
        raise Misconfigured(
            f"The database is on the network: add sslmode=verify-full to database_url or {DATABASE_VARIABLE}."
        )


def is_here(url: str) -> bool:
    """Does it name this machine only?"""
    return not _hosts(url) - {"localhost", "127.0.0.1", "[::1]", ""}


def _hosts(url: str) -> set[str]:
    """Every host of a libpq URL; a folder (a local socket) counts as this machine."""
    parts = urlsplit(url)
    named = parts.netloc.rpartition("@")[2].split(",")
    hosts = {host if host.endswith("]") else host.rsplit(":", 1)[0] for host in named}
    query = parse_qs(parts.query)
    for key in ("host", "hostaddr"):
        hosts |= {host for value in query.get(key, []) for host in value.split(",")}
    return {"" if host.startswith(("/", "%2F", "%2f")) else host for host in hosts}


def _read(path: Path) -> dict[str, Any]:
    """The file as a dictionary of known settings, each of its right type."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} is not readable as TOML ({error}); correct or delete it.") from error
    except OSError as error:
        raise Misconfigured(f"Cannot read {path}: {error.strerror}.") from error
    _check_types(values, Settings(), path, hidden=_HIDDEN)
    for name, table in _TABLES.items():
        _check_types(values.get(name, {}), table, path, hidden=frozenset(), table=f"{name}.")
    return values


Table = Printer | Gateway | Terminal | Scanner | Gate
_TABLES: dict[str, Table] = {
    "printer": Printer(),
    "gateway": Gateway(),
    "terminal": Terminal(),
    "scanner": Scanner(),
    "gate": Gate(),
}
_HIDDEN = frozenset({"counter_secret", "gateway_key", "embedded", "transient"})


def _check_types(
    values: dict[str, Any],
    known: Settings | Table,
    path: Path,
    *,
    hidden: frozenset[str],
    table: str = "",
) -> None:
    """Refuse an unknown name or a value of another type: a typing mistake is never silently ignored."""
    expected = {f.name: getattr(known, f.name) for f in dataclasses.fields(known) if f.name not in hidden}
    for name, value in values.items():
        if name not in expected:
            raise Misconfigured(
                f"{path} has an unknown setting '{table}{name}'; known are {', '.join(expected)}."
            )
        kind = dict if dataclasses.is_dataclass(expected[name]) else type(expected[name])
        if type(value) is not kind:
            raise Misconfigured(f"{path}: '{table}{name}' must be a {_KIND_WORDS[kind]}.")


_KIND_WORDS = {str: "text in quotes", bool: "true or false", int: "number", dict: "table"}


def _check(settings: Settings, path: Path) -> None:
    for name, value, allowed in (
        ("language", settings.language, LANGUAGES),
        ("theme", settings.theme, THEMES),
        ("printer.kind", settings.printer.kind, PRINTER_KINDS),
        ("printer.width", settings.printer.width, PRINTER_WIDTHS),
        ("scanner.kind", settings.scanner.kind, SCANNER_KINDS),
        ("terminal.kind", settings.terminal.kind, TERMINAL_KINDS),
        ("display", settings.display, DISPLAYS),
    ):
        if value not in allowed:
            words = ", ".join(map(str, allowed))
            raise Misconfigured(f"{path}: '{name}' must be one of {words}, not {value!r}.")
    if settings.printer.kind != "virtual" and not settings.printer.address:
        raise Misconfigured(f"{path}: a {settings.printer.kind} printer needs 'printer.address'.")
    if settings.terminal.kind == "serial" and not settings.terminal.address:
        raise Misconfigured(f"{path}: a serial terminal needs 'terminal.address'.")
    if settings.scanner.kind == "serial" and not settings.scanner.address:
        raise Misconfigured(f"{path}: a serial scanner needs 'scanner.address'.")
    if settings.database_url:
        check_database_url(settings.database_url)


def _toml(value: object) -> str:
    # A TOML basic string escapes as JSON does (DEL apart, which JSON leaves as it is).
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
