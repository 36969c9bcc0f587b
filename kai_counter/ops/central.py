"""A counter's way to a central database: its certificate, and the door, tried as far as no password is needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

from kai_counter.config import Home, Misconfigured, Settings, write_private
from kai_counter.errors import Refused, Unavailable
from kai_counter.ops.doctor import Finding

if TYPE_CHECKING:
    from cryptography import x509

# What a counter of a central database keeps of its own: libpq's parameter, and the file in `certificates`.
CERTIFICATES = {"sslrootcert": "ca.crt", "sslcert": "counter.crt", "sslkey": "counter.key"}
SOON = timedelta(days=30)
NOBODY = "00000000"  # no member: only the answer counts
REMEDIES = {
    "server_not_verified": "add sslmode=verify-full to database_url, and sslrootcert; ask its operator for ca.crt",
    "counter_unknown": "the server wants this machine's certificate: `kai-counter counter adopt --certificates`",
    "counter_revoked": "this machine's certificate was revoked: ask for a new one",
}
CHECK_NETWORK = "check the network and database_url"


def with_certificates(home: Home, url: str, folder: Path) -> str:
    """Copy ca.crt, counter.crt and counter.key into the home, and name them in the central database's URL."""
    kept = home.config / "certificates"
    try:
        kept.mkdir(mode=0o700, exist_ok=True)
        for name in CERTIFICATES.values():
            write_private(kept / name, (folder / name).read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as error:
        files = ", ".join(CERTIFICATES.values())
        raise Misconfigured(f"{folder} must hold {files}, as certificates.py made them ({error}).") from error
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    query |= {"sslmode": "verify-full"} | {name: str(kept / file) for name, file in CERTIFICATES.items()}
    return urlunsplit(parts._replace(query=urlencode(query, safe="/", quote_via=quote)))


def certificate(settings: Settings) -> Iterator[Finding]:
    """The certificate that says which counter this is, where the address names one. Nothing else is said."""
    parameters = parse_qs(urlsplit(settings.database_url).query)
    if "sslcert" not in parameters and "sslkey" not in parameters:
        return
    wrong, said = _judged(settings.counter_code, *(parameters.get(name, [""])[0] for name in ("sslcert", "sslkey")))
    remedy = "`kai-counter counter adopt CODE --certificates FOLDER`" if wrong else ""
    yield Finding("certificate", not wrong, wrong or said, remedy)


def _judged(code: str, certificate_file: str, key_file: str) -> tuple[str, str]:
    """(what is wrong, what is right): one of them empty."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = _read(certificate_file)
        key = load_pem_private_key(Path(key_file).read_bytes(), None)
    except OSError as error:
        return f"cannot read {error.filename}: {error.strerror}", ""
    except (ValueError, TypeError):
        return f"{certificate_file} or {key_file} is not a certificate and its key", ""
    name = found.subject.rfc4514_string().removeprefix("CN=")
    now, until = datetime.now(UTC), found.not_valid_after_utc
    if os.name != "nt" and Path(key_file).stat().st_mode & 0o077:
        return f"{key_file} can be read by others: chmod 600", ""
    if key.public_key() != found.public_key():
        return f"{key_file} is not the key of {certificate_file}", ""
    if name != code:
        return f"it is the certificate of {name}, and this counter is {code or 'none yet'}", ""
    if now > until:
        return f"it ended on {until:%Y-%m-%d}", ""
    if now < found.not_valid_before_utc:
        return f"it begins on {found.not_valid_before_utc:%Y-%m-%d %H:%M} UTC; is this machine's clock right?", ""
    soon = ", which is soon: ask for the next" if until - now < SOON else ""
    return "", f"{name} until {until:%Y-%m-%d}{soon}"


def _read(path: str) -> x509.Certificate:
    from cryptography import x509

    return x509.load_pem_x509_certificate(Path(path).read_bytes())


def door(settings: Settings) -> Finding:
    """Knock as nobody, with a password that is nobody's: a server that says it is wrong has proved who it is and
    taken this machine's certificate. A member's password is not ours to use."""
    from kai_counter.db.database import Database

    shown = _hosts(settings.database_url)
    try:
        database = Database(settings.login_url(NOBODY, "nobody"), "kai-counter doctor")
        try:
            database.ping()
        finally:
            database.close()
    except Refused as refused:
        if refused.code == "sign_in_wrong":
            return Finding("PostgreSQL", True, f"{shown} answers and asks for a member's password")
        return Finding("PostgreSQL", False, f"{shown}: {refused.code}", REMEDIES.get(refused.code, CHECK_NETWORK))
    except Unavailable as error:
        return Finding("PostgreSQL", False, *_reason(shown, error.hint))
    return Finding("PostgreSQL", False, f"{shown} lets anybody in", "its pg_hba.conf must say scram-sha-256")


def _reason(shown: str, hint: str) -> tuple[str, str]:
    said = hint.rpartition(" failed: ")[2] or "no answer"
    if "no pg_hba.conf entry" in said or "pg_hba.conf rejects" in said:
        return f"{shown} does not let this machine in: {said}", "ask its operator for a line in pg_hba.conf"
    return f"{shown}: {said}", CHECK_NETWORK


def _hosts(url: str) -> str:
    return ", ".join(urlsplit(url).netloc.rpartition("@")[2].split(",")) or "this machine"
