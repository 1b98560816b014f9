"""What all tests share: options of the test run, and a small site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites import Site


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stories", type=int, default=200, help="how many random stories the exactness test tells")
    parser.addoption("--first-story", type=int, default=0, help="the seed of the first story")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        first = metafunc.config.getoption("--first-story")
        metafunc.parametrize("seed", range(first, first + metafunc.config.getoption("--stories")))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget how wide and how colourful the terminal is in which the tests run."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
