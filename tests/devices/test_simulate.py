"""The simulated printer on its own: hands on it, files it leaves, clones."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from printing import Bench, small_document

from kai_counter.devices.simulate import simulate
from kai_counter.errors import Unavailable


def test_hands_on_the_printer_and_the_files_it_leaves(tmp_path: Path) -> None:
    said: list[str] = []

    def hand() -> Iterator[str]:
        port = int(said[0].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as link:
            link.sendall(b"\x10\x04\x01")
            assert link.recv(1) == b"\x12"
            yield "open\n"
            link.sendall(b"\x10\x04\x02")
            assert link.recv(1) == b"\x16"
            yield "close\n"
            data = small_document("halo", "T/1")
            link.sendall(data.marked(b"", b"", b"\x1d(H\x06\x0000abcd"))
            answer = b""
            while not answer.endswith(b"abcd\x00"):  # after the ASB that GS a asked for
                answer += link.recv(64)
            yield "dance\n"
            yield "\n"
            yield "quit\n"

    steps = hand()
    simulate(port=0, out=tmp_path, speed=None, say=said.append, commands=lambda: next(steps))
    assert said[1:3] == ["open", "close"]
    assert said[3].startswith("paper ")
    assert said[4].startswith("say open")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["paper-001.png", "paper-001.txt", "received.bin"]
    assert "T/1" in (tmp_path / "paper-001.txt").read_text()


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Unavailable):
        simulate(port=taken.getsockname()[1], say=lambda _: None, commands=lambda: "")


def test_real_time_commands_act_inside_an_image(bench: Bench) -> None:
    """Why image bytes are defused: the printer answers in the middle of the picture."""
    simulator = bench.simulator()
    link = simulator.dial()
    link.send(b"\x1dv0\x00\x48\x00\x01\x00" + b"\x10\x04\x01" + b"\x00" * 69, 1.0)
    assert link.receive(2.0) == b"\x12"
    link.close()


def test_a_switched_off_printer_is_not_reached(bench: Bench) -> None:
    simulator = bench.simulator()
    simulator.close()
    with pytest.raises(Unavailable):
        simulator.dial()


def test_what_it_does_not_know_it_lists(bench: Bench) -> None:
    simulator = bench.simulator()
    link = simulator.dial()
    link.send(b"\x1b\x99\x1d(Z\x01\x00a\n", 1.0)
    assert simulator.wait_for(lambda device: len(device.papers) == 1)
    assert simulator.unknown == [b"\x1b\x99", b"\x1d(Z"]
    link.close()
