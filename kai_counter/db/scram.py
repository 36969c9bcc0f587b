"""SCRAM-SHA-256 verifiers, made here so that the clear password never travels (RFC 5802, RFC 7677).

PostgreSQL takes a verifier in place of a password and stores it as it is. Its form is checked here and in
the verbs before SQL sees it: a failing CHECK would write the row, verifier and all, into the server's log.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stringprep
import unicodedata
from base64 import b64encode

ITERATIONS = 4096  # PostgreSQL's own; more would slow every connection
SALT_BYTES = 16
FORM = re.compile(r"SCRAM-SHA-256\$[1-9][0-9]{3,5}:[A-Za-z0-9+/]{22,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=")

_PROHIBITED = (
    stringprep.in_table_c12, stringprep.in_table_c21_c22, stringprep.in_table_c3, stringprep.in_table_c4,
    stringprep.in_table_c5, stringprep.in_table_c6, stringprep.in_table_c7, stringprep.in_table_c8,
    stringprep.in_table_c9,
)  # fmt: skip


def verifier(password: str) -> str:
    """`SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>` for `ALTER ROLE … PASSWORD`.

    ValueError if empty: PostgreSQL would store no password at all.
    """
    if not password:
        raise ValueError("a password has at least one character")
    salt = os.urandom(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", prepared(password), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def is_verifier(text: str) -> bool:
    """Whether `text` has the form of a verifier, whole."""
    return FORM.fullmatch(text) is not None


def prepared(password: str) -> bytes:
    """SASLprep (RFC 4013) as libpq does it: what cannot be prepared is used as it was typed."""
    mapped = "".join(
        " " if stringprep.in_table_c12(character) else character
        for character in password
        if not stringprep.in_table_b1(character)
    )
    normal = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    forbidden = any(stringprep.in_table_a1(c) or any(table(c) for table in _PROHIBITED) for c in normal)
    if not normal or forbidden or _mixes_directions(normal):
        return password.encode()
    return normal.encode()


def _mixes_directions(text: str) -> bool:
    """RFC 3454 §6: right-to-left text must start and end so, and hold no left-to-right letter."""
    if not any(stringprep.in_table_d1(character) for character in text):
        return False
    ends = stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])
    return not ends or any(stringprep.in_table_d2(character) for character in text)


def _text(data: bytes) -> str:
    return b64encode(data).decode()
