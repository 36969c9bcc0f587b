"""A central server as installer/central sets it up, on Debian's PostgreSQL 15 with real TLS: who gets in, who not.

The kit's own files are used, with their paths and the counters' network changed to this machine's.
"""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from other_servers import Postgres15, needs_15, postgres_15
from real_database import PASSWORD, FreshDatabase, TestServer, make_template
from tiny_network import COUNTERS

from kai_counter.cli.people import counter_adopt
from kai_counter.config import home_at, load_settings, with_login
from kai_counter.db.database import Database
from kai_counter.db.faults import sorted_fault
from kai_counter.db.migrate import advice
from kai_counter.db.roles import Names, ensure_database_rights
from kai_counter.db.server_settings import ENGLISH
from kai_counter.errors import Refused
from kai_counter.ops.central import certificate, door
from kai_counter.ops.office import Member, add_member, as_owner
from kai_counter.services import staff
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SignInRequest

pytestmark = needs_15
KIT = Path(__file__).parents[2] / "installer" / "central"
sys.path.insert(0, str(KIT))
from certificates import Authority, ExtendedKeyUsageOID  # noqa: E402


def own_address() -> str | None:
    """This machine's address on its network: what another counter would connect to. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.77", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
        return None if address.startswith("127.") else address


@dataclass
class Central:
    cluster: Postgres15
    authority: Authority
    database: FreshDatabase

    def url(self, counter: Path | None, host: str = "localhost", database: str = "kai", **changes: str) -> str:
        """The address a counter is configured with: `counter` is its folder of certificates."""
        query = {"sslmode": "verify-full", "sslrootcert": str(self.authority.folder / "ca.crt")}
        if counter is not None:
            query |= {"sslcert": str(counter / "counter.crt"), "sslkey": str(counter / "counter.key")}
        told = "&".join(f"{name}={quote(value)}" for name, value in (query | changes).items() if value)
        return f"postgresql://{host}:{self.cluster.port}/{database}?{told}"

    def folder(self, code: str) -> Path:
        return self.authority.folder / code

    def sign_in(self, url: str, code: str = "GMR-01", secret: str = "", nipp: str = "10001") -> Database:
        database, card = staff.sign_in(url, SignInRequest(nipp, PASSWORD, code, secret, "test"))
        self.database.opened.append(database)
        assert card.counter.code == code
        return database

    def admin(self) -> Database:
        return self.sign_in(self.url(self.folder("GMR-02")), "GMR-02", nipp="90001")


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    authority = Authority(tmp_path_factory.mktemp("authority") / "kai-authority")
    authority.server([name for name in ("localhost", own_address()) if name])
    for code in ("GMR-01", "GMR-02", "GMR-55", "SGU-01"):
        authority.counter(code)
    with postgres_15("'*'", lambda cluster: as_the_kit_says(cluster, authority)) as cluster:
        server = TestServer(cluster.url())
        make_template(server)
        for name in ("kai", "lax"):
            with server.superuser() as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE kai_template".encode())
            with server.superuser(name) as connection:
                ensure_database_rights(connection, Names())
        database = FreshDatabase(server, "kai", [])
        yield Central(cluster, authority, database)
        for opened in database.opened:
            opened.close()


def as_the_kit_says(cluster: Postgres15, authority: Authority) -> None:
    placed = cluster.folder / "tls"
    placed.mkdir()
    copy_list(cluster, authority)
    for source in (authority.folder / "ca.crt", *(authority.folder / "server").iterdir()):
        cluster.give(Path(shutil.copy(source, placed)))
    cluster.give(placed)
    settings = (KIT / "kai-counter.conf").read_text().replace("/etc/postgresql/kai-counter", str(placed))
    with (cluster.data / "postgresql.conf").open("a") as file:
        file.write(settings)
    doors = (KIT / "pg_hba.conf").read_text().replace("10.0.0.0/8 ", "0.0.0.0/0 ")
    # The tests look in as the superuser; the database `lax` has the careless line that the kit has not.
    first = "host all postgres 127.0.0.1/32 scram-sha-256\nhostssl lax all all scram-sha-256\n"
    (cluster.data / "pg_hba.conf").write_text(first + doors)


def copy_list(cluster: Postgres15, authority: Authority) -> None:
    cluster.give(Path(shutil.copy(authority.folder / "revoked.crl", cluster.folder / "tls")))


@pytest.fixture
def network_address(central: Central) -> str:
    found = own_address()
    if found is None:
        pytest.skip("this machine has no network")
    return found


def refused(central: Central, code: str, url: str, *as_whom: str, nipp: str = "10001") -> Refused:
    with pytest.raises(Refused) as refusal:
        central.sign_in(url, *as_whom, nipp=nipp)
    assert refusal.value.code == code, refusal.value
    return refusal.value


# -- the machine


def test_the_certificate_is_the_counter_and_no_secret_is_wanted(central: Central) -> None:
    database = central.sign_in(central.url(central.folder("GMR-01")))
    assert database.call("open_shift", shift_id=new_id(), float=1000)["state"] == "open"
    with central.database.owner() as owner:
        row = owner.execute("SELECT ssl, client_dn FROM pg_stat_ssl WHERE client_dn IS NOT NULL").fetchone()
    assert row == (True, "/CN=GMR-01")


def test_another_counters_code_and_secret_are_worth_nothing(central: Central) -> None:
    mine = central.url(central.folder("GMR-01"))
    refused(central, "counter_unknown", mine, "GMR-02", COUNTERS["GMR-02"])
    refused(central, "counter_unknown", mine, "", COUNTERS["GMR-01"])


def test_a_certificate_of_no_registered_counter(central: Central) -> None:
    refused(central, "counter_unknown", central.url(central.folder("GMR-55")), "GMR-55")


@pytest.mark.parametrize("name", ["x/CN=GMR-01", "GMR-01/O=x", "gmr-01", "GMR-01 ", "%", "GMR-01\\"])
def test_a_name_that_only_looks_like_a_counters(central: Central, name: str) -> None:
    folder = central.authority._issue(
        central.folder(f"odd-{secrets.token_hex(3)}"), "counter", name, ExtendedKeyUsageOID.CLIENT_AUTH, None
    )
    refused(central, "counter_unknown", central.url(folder), "GMR-01", COUNTERS["GMR-01"])


def test_without_a_certificate(central: Central) -> None:
    refused(central, "counter_unknown", central.url(None), "GMR-01", COUNTERS["GMR-01"])


def test_a_certificate_of_another_authority(central: Central, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger").counter("GMR-01")
    refused(central, "counter_unknown", central.url(stranger), "GMR-01", COUNTERS["GMR-01"])


def test_the_servers_own_certificate_is_no_counters(central: Central) -> None:
    server = central.authority.folder / "server"
    url = central.url(None, sslcert=str(server / "server.crt"), sslkey=str(server / "server.key"))
    refused(central, "counter_unknown", url)


def test_a_careless_line_in_pg_hba_still_gives_no_counter(central: Central, network_address: str) -> None:
    """TLS and a password from another machine, no certificate, the right secret: the verb refuses by itself."""
    url = central.url(None, network_address, "lax")
    refused(central, "counter_unknown", url, "GMR-01", COUNTERS["GMR-01"])
    central.sign_in(central.url(central.folder("GMR-01"), network_address, "lax"))


def test_on_the_servers_own_machine_the_secret_speaks(central: Central) -> None:
    url = central.url(None, database="lax")
    central.sign_in(url, secret=COUNTERS["GMR-01"])
    refused(central, "counter_unknown", url, "GMR-01", "wrong")


def test_a_revoked_counter(central: Central) -> None:
    url, admin = central.url(central.folder("SGU-01")), central.admin()
    at_work = central.sign_in(url, "SGU-01")
    counter = central.database.value("SELECT id FROM counters WHERE code = 'SGU-01'")
    admin.call("revoke_counter", counter_id=counter, reason="stolen")
    with pytest.raises(Refused) as refusal:
        at_work.call("touch_session")
    assert refusal.value.code == "session_ended"
    refused(central, "counter_revoked", url, "SGU-01", COUNTERS["SGU-01"])


def test_a_stolen_certificate_does_not_come_back_with_its_counters_code(central: Central, tmp_path: Path) -> None:
    """The list is read at a reload; the next machine of that name has a certificate of its own."""
    central.authority.counter("GMR-77")
    stolen = tmp_path / "stolen"
    shutil.copytree(central.folder("GMR-77"), stolen)
    central.authority.revoke("GMR-77")
    central.authority.counter("GMR-77")
    lines = [line for line in central.authority.lines() if "GMR-77" in line]
    assert sorted(line.endswith("revoked") for line in lines) == [False, True]
    refused(central, "counter_unknown", central.url(stolen), "GMR-77")  # not registered, but let in so far
    copy_list(central.cluster, central.authority)
    central.database.value("SELECT pg_reload_conf()")
    deadline = time.monotonic() + 10
    codes = [""]
    while codes[-1] != "counter_revoked" and time.monotonic() < deadline:
        with pytest.raises(Refused) as refusal:
            central.sign_in(central.url(stolen), "GMR-77")
        codes.append(refusal.value.code)
    assert codes[-1] == "counter_revoked", codes
    refused(central, "counter_unknown", central.url(central.folder("GMR-77")), "GMR-77")
    central.sign_in(central.url(central.folder("GMR-01")))


def test_a_key_that_others_can_read_is_not_used(central: Central, tmp_path: Path) -> None:
    folder = tmp_path / "GMR-01"
    shutil.copytree(central.folder("GMR-01"), folder)
    (folder / "counter.key").chmod(0o644)
    refused(central, "counter_unknown", central.url(folder))
    (folder / "counter.key").chmod(0o600)
    central.sign_in(central.url(folder))


def test_who_may_not_look_at_connections_lets_nobody_in(central: Central) -> None:
    """Without the right to see the certificate `sign_in` fails; it never falls back to the secret."""
    url = central.url(central.folder("GMR-01"))
    with central.database.owner() as owner:
        owner.execute("REVOKE pg_read_all_stats FROM kai_people")
        try:
            with pytest.raises(Exception, match="P0002"):
                central.sign_in(url, secret=COUNTERS["GMR-01"])
        finally:
            owner.execute("GRANT pg_read_all_stats TO kai_people")


def test_the_certificate_is_looked_at_once_a_sign_in(central: Central) -> None:
    """No verb of a sale pays for it: the session names the counter."""
    with central.database.owner() as owner:
        rows = owner.execute(
            r"SELECT proname FROM pg_proc WHERE prosrc ~ 'pg_stat_ssl|internal\.machine\(' ORDER BY 1"
        )
        assert [row[0] for row in rows] == ["machine", "sign_in"]


# -- the server


def test_a_server_that_does_not_prove_itself(central: Central, tmp_path: Path) -> None:
    counter = central.folder("GMR-01")
    other = Authority(tmp_path / "other").folder / "ca.crt"
    for url in (
        central.url(counter, sslrootcert=str(other)),
        central.url(counter, host="127.0.0.1"),  # not a name of its certificate
        central.url(counter, sslrootcert=str(tmp_path / "missing.crt")),
    ):
        assert refused(central, "server_not_verified", url).facts["host"] in ("localhost", "127.0.0.1")


@pytest.mark.parametrize("mode", ["verify-ca", "require", "prefer", "disable", ""])
def test_less_than_verify_full_is_refused_by_the_program(central: Central, network_address: str, mode: str) -> None:
    url = central.url(central.folder("GMR-01"), network_address, sslmode=mode)
    assert refused(central, "server_not_verified", url).facts == {"host": network_address}


def test_nothing_without_tls(central: Central, network_address: str) -> None:
    for host in ("127.0.0.1", network_address):
        url = f"postgresql://staff_10001:{PASSWORD}@{host}:{central.cluster.port}/kai?sslmode=disable"
        with pytest.raises(psycopg.OperationalError, match=r"pg_hba\.conf rejects"):
            psycopg.connect(url)


def test_of_two_servers_the_one_that_answers(central: Central) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        central.sign_in(central.url(central.folder("GMR-01"), host=f"localhost:{port},localhost"))


# -- the person


def test_mighty_logins_stay_on_the_server(central: Central) -> None:
    with central.database.owner() as owner:
        owner.execute("ALTER ROLE kai_migrate PASSWORD 'known'")
    url = central.url(central.folder("GMR-01"))
    for login, password in (("kai_migrate", "known"), ("postgres", "only-for-this-test")):
        with pytest.raises(psycopg.OperationalError, match=r"pg_hba\.conf rejects"):
            psycopg.connect(with_login(url.replace("localhost", own_address() or "localhost"), login, password))


def test_an_unknown_member_hears_what_a_wrong_password_hears(central: Central) -> None:
    said = []
    for nipp in ("10001", "19999"):
        with pytest.raises(psycopg.OperationalError) as error:
            psycopg.connect(with_login(central.url(central.folder("GMR-01")), f"staff_{nipp}", "wrong"))
        said.append(re.sub(r"staff_\d+|port \d+", "…", str(error.value)))
    assert said[0] == said[1] and "password authentication failed" in said[0]


def test_members_of_a_station_work_there(central: Central) -> None:
    with as_owner(central.database.owner_url) as owner:
        add_member(owner, Member("40001", "Yudi Hartono", ("clerk",), ("YK", "SGU")), PASSWORD)
        add_member(owner, Member("40002", "Sari Dewi", ("clerk",), ("YK", "GMR")), PASSWORD)
    url = central.url(central.folder("GMR-01"))
    facts = refused(central, "station_not_in_scope", url, nipp="40001").facts
    assert facts == {"station": "Gambir"}
    assert central.database.value("SELECT count(*) FROM user_sessions s JOIN users u ON u.id = s.user_id"
                                  " WHERE u.nipp = '40001'") == 0  # fmt: skip
    central.sign_in(url, nipp="40002")


# -- setting a counter up


def test_adopt_keeps_the_certificates_and_the_doctor_is_content(
    central: Central, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = home_at(tmp_path / "loket")
    monkeypatch.setenv("KAI_COUNTER_HOME", str(home.root))
    address = f"postgresql://localhost:{central.cluster.port}/kai"
    counter_adopt("GMR-01", address, central.folder("GMR-01"), "")
    settings = load_settings(home)
    assert settings.is_counter and settings.counter_secret == ""
    key = home.config / "certificates" / "counter.key"
    assert key.stat().st_mode & 0o777 == 0o600 and str(key) in settings.database_url
    central.sign_in(settings.database_url)
    found = [*certificate(settings), door(settings)]
    assert [finding.ok for finding in found] == [True, True] and "GMR-01 until" in found[0].said

    (wrong,) = certificate(replace(settings, counter_code="GMR-02"))
    assert wrong.ok is False and "of GMR-01" in wrong.said
    key.chmod(0o644)
    (wrong,) = certificate(settings)
    assert wrong.ok is False and "chmod 600" in wrong.said
    assert door(settings).ok is False and "certificate" in door(settings).remedy
    key.write_text((central.folder("GMR-02") / "counter.key").read_text())
    key.chmod(0o600)
    assert "is not the key of" in next(certificate(settings)).said
    key.unlink()
    assert "cannot read" in next(certificate(settings)).said


def test_the_doctor_on_other_doors(central: Central, tmp_path: Path) -> None:
    counter = central.folder("GMR-01")
    for url, word in (
        (central.url(None), "adopt"),
        (central.url(counter, sslrootcert=str(Authority(tmp_path / "other").folder / "ca.crt")), "ca.crt"),
        (central.url(counter, host="localhost:1"), "network"),
        (central.url(counter, database="postgres"), "pg_hba.conf"),
    ):
        found = door(replace(load_settings(home_at(tmp_path / "home")), database_url=url))
        assert found.ok is False and word in found.remedy, found.line


def test_the_kits_settings_are_as_a_till_needs_them(central: Central) -> None:
    said = advice(central.database.owner_url)
    assert [sentence.split()[0] for sentence in said] == ["fsync"], said  # this test cluster's own haste
    with central.database.owner() as owner:
        owner.execute("ALTER ROLE postgres SET log_error_verbosity = 'default'")
    assert "log_error_verbosity" in advice(central.database.owner_url)[0]


@pytest.mark.parametrize("name", ["C", "C.UTF-8", "POSIX", "en_US.UTF-8", "English_Indonesia.1252"])
def test_servers_that_speak_english(name: str) -> None:
    assert ENGLISH.fullmatch(name)


@pytest.mark.parametrize("name", ["", "id_ID.UTF-8", "fr_FR", "Indonesian_Indonesia.1252", "eno", "Cx"])
def test_servers_that_may_not(name: str) -> None:
    assert not ENGLISH.fullmatch(name)


DOOR = 'connection failed: connection to server at "10.1.2.3", port 5432 failed: '


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('FATAL:  password authentication failed for user "staff_10001"', "sign_in_wrong"),
        ('FATAL:  role "staff_10001" is not permitted to log in', "member_retired"),
        ("FATAL:  authentification par mot de passe échouée pour l'utilisateur  « staff_10001 »", "sign_in_wrong"),
        ('FATAL:  ユーザー"staff_10001"のパスワード認証に失敗しました', "sign_in_wrong"),
        ("FATAL:  Rolle »staff_10002« hat keine Berechtigung zum Einloggen", "sign_in_wrong"),
        ("FATAL:  certificate authentication failed", "database"),
        ('FATAL:  no pg_hba.conf entry for host "10.9.9.9", user "staff_10001", database "kai"', "database"),
        ("Connection refused", "database"),
    ],
)
def test_what_the_server_says_at_the_door(said: str, code: str) -> None:
    """Sentences as PostgreSQL 15 says them; one that speaks another language is understood as far as it goes."""
    fault = sorted_fault(psycopg.OperationalError(DOOR + said))
    assert (fault.code if isinstance(fault, Refused) else getattr(fault, "what", "")) == code
