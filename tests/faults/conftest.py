"""One machine for all tests of a file: the program that recovered from one fault sells on to the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from killing import Machine, module_database, port_of
from real_database import TestServer


@pytest.fixture(scope="module")
def machine(server: TestServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with module_database(server, template) as database:
        machine = Machine(tmp_path_factory.mktemp("machine"), database, port_of(server))
        yield machine
        machine.close()


@pytest.fixture
def quiet(machine: Machine) -> Iterator[None]:
    """No incident and no stray log line in the program; what must always be true is true."""
    yield
    machine.assert_true()
    if machine.window is not None:
        assert machine.window.do("list(noise)") == []
