#!/usr/bin/env python3
"""The small authority of a central database: one certificate for the server, one for each counter machine.

    python certificates.py server db.example.id [another-name 192.0.2.1]
    python certificates.py counter GMR-01 GMR-02
    python certificates.py revoke GMR-01
    python certificates.py list

Everything is kept in one folder (--folder, else ./kai-authority), which is made by the first command. It holds the
authority's key: keep it off the server and off the counters, readable by you alone, with a copy in the safe. Needs
the `cryptography` package, which the program brings along.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

COUNTER_CODE = re.compile(r"[A-Z0-9]{2,5}-[0-9]{2,3}")
AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 730
LIST_DAYS = 3650  # a list that runs out locks every counter out; it is made anew with each revocation


class Authority:
    """The folder: authority.key, ca.crt, revoked.crl, server/, a folder for each counter, and issued/ with a copy
    of every certificate, so that revoking finds all of a machine's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / "ca.crt").exists():
            self._found()
        self.certificate = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
        key = load_pem_private_key((folder / "authority.key").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self.key = key

    def server(self, names: list[str]) -> Path:
        """server.crt and server.key for PostgreSQL, good for these names and addresses."""
        wanted = x509.SubjectAlternativeName([_general_name(name) for name in names])
        return self._issue(self.folder / "server", "server", names[0], ExtendedKeyUsageOID.SERVER_AUTH, wanted)

    def counter(self, code: str) -> Path:
        """ca.crt, counter.crt and counter.key for one machine. Its name is the counter's code and nothing else:
        the database takes the counter from it."""
        if not COUNTER_CODE.fullmatch(code):
            raise SystemExit(f"certificates: {code!r} is no counter's code; they look like GMR-01")
        folder = self._issue(self.folder / code, "counter", code, ExtendedKeyUsageOID.CLIENT_AUTH, None)
        _write(folder / "ca.crt", self.certificate.public_bytes(Encoding.PEM))
        return folder

    def revoke(self, code: str) -> Path:
        """Put every certificate a counter has on the list that PostgreSQL reads (ssl_crl_file)."""
        listed = {entry.serial_number for entry in self._revoked()}
        found = [one for one in self._issued() if _name_of(one) == code and one.serial_number not in listed]
        if not found:
            raise SystemExit(f"certificates: {code} has no certificate that is not revoked yet")
        now = datetime.now(UTC)
        entries = [
            x509.RevokedCertificateBuilder().serial_number(one.serial_number).revocation_date(now).build()
            for one in found
        ]
        self._write_list([*self._revoked(), *entries])
        return self.folder / "revoked.crl"

    def lines(self) -> list[str]:
        """One line a certificate: its name, how long it is good, whether it was revoked."""
        listed = {entry.serial_number for entry in self._revoked()}
        return [
            f"{_name_of(one):24} until {one.not_valid_after_utc:%Y-%m-%d}"
            + ("  revoked" if one.serial_number in listed else "")
            for one in sorted(self._issued(), key=lambda one: (_name_of(one), one.not_valid_after_utc))
        ]

    def _found(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        name = _named("KAI Counter authority")
        usage = x509.KeyUsage(
            digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        made = (
            _builder(name, name, key.public_key(), AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write(self.folder / "authority.key", _pem(key), private=True)
        _write(self.folder / "ca.crt", made.public_bytes(Encoding.PEM))
        self.certificate, self.key = made, key
        self._write_list([])

    def _issue(
        self, folder: Path, stem: str, name: str, purpose: x509.ObjectIdentifier,
        names: x509.SubjectAlternativeName | None,
    ) -> Path:  # fmt: skip
        folder.mkdir(mode=0o700, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = (
            _builder(_named(name), self.certificate.subject, key.public_key(), CERTIFICATE_DAYS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(issuer, critical=False)
        )
        if names is not None:
            builder = builder.add_extension(names, critical=False)
        _write(folder / f"{stem}.key", _pem(key), private=True)
        made = builder.sign(self.key, hashes.SHA256())
        _write(folder / f"{stem}.crt", made.public_bytes(Encoding.PEM))
        issued = self.folder / "issued"
        issued.mkdir(mode=0o700, exist_ok=True)
        _write(issued / f"{made.serial_number:x}.crt", made.public_bytes(Encoding.PEM))
        return folder

    def _issued(self) -> list[x509.Certificate]:
        return [x509.load_pem_x509_certificate(path.read_bytes()) for path in self.folder.glob("issued/*.crt")]

    def _revoked(self) -> list[x509.RevokedCertificate]:
        return list(x509.load_pem_x509_crl((self.folder / "revoked.crl").read_bytes()))

    def _write_list(self, entries: list[x509.RevokedCertificate]) -> None:
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder(
            self.certificate.subject, now - timedelta(hours=1), now + timedelta(days=LIST_DAYS), [], entries
        )
        made = builder.sign(self.key, hashes.SHA256())
        _write(self.folder / "revoked.crl", made.public_bytes(Encoding.PEM))


def _builder(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # a counter's clock may be behind
        .not_valid_after(now + timedelta(days=days))
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _name_of(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, *, private: bool = False) -> None:
    """A key is readable by its owner only from its first byte; libpq refuses it otherwise."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644), "wb") as file:
        file.write(content)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("kai-authority"), help="where the authority lives")
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("server", help="for PostgreSQL").add_argument("name", nargs="+", help="as counters write it")
    acts.add_parser("counter", help="for counter machines").add_argument("name", nargs="+", help="GMR-01")
    acts.add_parser("revoke", help="for machines that were lost").add_argument("name", nargs="+", help="GMR-01")
    acts.add_parser("list", help="what was issued")
    asked = parser.parse_args(arguments)
    authority = Authority(asked.folder)
    say = sys.stdout.write
    if asked.act == "list":
        say("".join(line + "\n" for line in authority.lines()))
    elif asked.act == "server":
        folder = authority.server(asked.name)
        say(f"{folder}/server.crt, {folder}/server.key, {asked.folder}/ca.crt and revoked.crl go to the server\n")
    else:
        for code in asked.name:
            say(f"{(authority.counter if asked.act == 'counter' else authority.revoke)(code)}\n")
        if asked.act == "revoke":
            say("copy the list to the server, then: SELECT pg_reload_conf()\n")


if __name__ == "__main__":
    main()
