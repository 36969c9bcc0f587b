"""Drafts: whole or not at all, private, and only for whoever began them."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kai_counter.errors import Unavailable
from kai_counter.services.drafts import DraftStore
from kai_counter.values.cards import ClassOffer, JourneyCard, StationCard
from kai_counter.values.draft import SaleDraft, UnreadableDraft
from kai_counter.values.ids import new_id
from kai_counter.values.requests import Contact, PassengerEntry, SearchRequest

NOW = datetime(2026, 11, 23, 8, 31, tzinfo=UTC)


def make_draft(nipp: str = "10001", **changes: Any) -> SaleDraft:
    gambir = StationCard(new_id(), "GMR", "Gambir", "Kota Jakarta Pusat")
    gubeng = StationCard(new_id(), "SGU", "Surabaya Gubeng", "Kota Surabaya")
    offer = ClassOffer(new_id(), "EKS", "Eksekutif", "executive", "AD", 680_000, 12, 50)
    journey = JourneyCard(
        new_id(), 7, "6", "Argo Semeru", date(2026, 11, 24), gambir, gubeng, 1, 3, NOW, NOW, NOW, "scheduled", 0,
        "Surabaya Gubeng", (offer, replace(offer, fare=None)),
    )  # fmt: skip
    person = PassengerEntry(
        1, new_id(), new_id(), new_id(), "Siti Aminah", "adult", "nik", "3171014107900001", date(1990, 7, 1), "F",
        new_id(), assistance=("wheelchair",),
    )  # fmt: skip
    draft = SaleDraft(
        new_id(), new_id(), new_id(), nipp, "GMR-01", NOW, step="payment", revision=3, adults=1,
        search=SearchRequest("GMR", "SGU", date(2026, 11, 24)), journey=journey, offer=offer, seats=(new_id(),),
        seat_names=("EKS 1 / 6A",), passengers=(person,), contact=Contact(phone="0812"), tendered=700_000,
    )  # fmt: skip
    return replace(draft, **changes)


def test_comes_back_as_it_was(tmp_path: Path) -> None:
    store, draft = DraftStore(tmp_path / "drafts"), make_draft()
    store.save(draft)
    assert store.for_member("10001") == (draft,)


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    store, draft = DraftStore(tmp_path / "drafts"), make_draft()
    store.save(draft)
    (path,) = store.folder.glob("*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_opens_for_its_member_and_for_a_supervisor(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    mine, other = make_draft("10001"), make_draft("10002")
    store.save(mine)
    store.save(other)
    assert store.for_member("10001", ("clerk",)) == (mine,)
    assert store.for_member("30001", ("gate",)) == ()
    assert {d.nipp for d in store.for_member("20001", ("supervisor",))} == {"10001", "10002"}


def test_once_sold_nobody_is_named(tmp_path: Path) -> None:
    store, draft = DraftStore(tmp_path), make_draft()
    store.save(draft)
    store.save(draft.without_people())
    (path,) = tmp_path.glob("*.json")
    text = path.read_text()
    assert "Siti" not in text and "3171" not in text and "0812" not in text
    assert store.for_member("10001")[0].tendered == 700_000


def test_removing_twice_is_removing_once(tmp_path: Path) -> None:
    store, draft = DraftStore(tmp_path), make_draft()
    store.save(draft)
    store.remove(draft.sale_id)
    store.remove(draft.sale_id)
    assert store.for_member("10001") == ()


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[]", b'{"format": 99}', b"\0" * 4096, b"[" * 100_000])
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: bytes) -> None:
    store, good = DraftStore(tmp_path), make_draft()
    store.save(good)
    (tmp_path / f"{new_id()}.json").write_bytes(damage)
    assert store.for_member("10001") == (good,)
    assert len(list(tmp_path.glob("*.damaged"))) == 1
    assert store.for_member("10001") == (good,)


def test_half_a_file_is_no_draft() -> None:
    text = make_draft().to_json()
    for cut in range(0, len(text) - 1, 37):
        with pytest.raises(UnreadableDraft):
            SaleDraft.from_json(text[:cut])


@settings(deadline=None)  # a shared machine is no stopwatch
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5), st.data())
def test_a_field_of_another_type_is_no_crash(value: Any, data: st.DataObject) -> None:
    values = json.loads(make_draft().to_json())
    values[data.draw(st.sampled_from(sorted(values)))] = value
    try:
        SaleDraft.from_json(json.dumps(values))
    except UnreadableDraft:
        pass


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    store, before = DraftStore(tmp_path), make_draft()
    store.save(before)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), full)
    with pytest.raises(Unavailable) as trouble:
        store.save(replace(before, tendered=1))
    assert trouble.value.what == "disk"
    monkeypatch.undo()
    assert store.for_member("10001") == (before,)


_WRITER = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from dataclasses import replace
from test_drafts import make_draft
from kai_counter.services.drafts import DraftStore
store, draft = DraftStore(Path({folder!r})), make_draft()
print(draft.sale_id, flush=True)
for number in range(1_000_000):
    store.save(replace(draft, revision=number))
    if number == 0:
        print("saving", flush=True)
"""


@pytest.mark.parametrize("after_ms", [1, 7, 19, 40])
def test_kill_minus_nine_leaves_a_whole_draft(tmp_path: Path, after_ms: int) -> None:
    """Killed somewhere between opening, writing, syncing and renaming: the old draft or the new one is there."""
    code = _WRITER.format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    sale_id = UUID(writer.stdout.readline().strip())
    assert writer.stdout.readline().strip() == "saving"
    time.sleep(after_ms / 1000)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    for leftover in tmp_path.glob(".*"):
        os.utime(leftover, (0, 0))  # the counter is started again a while later
    store = DraftStore(tmp_path)
    (draft,) = store.for_member("10001")
    assert draft.sale_id == sale_id
    assert [path.name for path in tmp_path.iterdir()] == [f"{sale_id}.json"], "leftovers are swept"
