"""``install-ui`` as a user runs it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.cli.conftest import Run


def test_an_interface_is_installed_and_removed(run: Run, tmp_path: Path) -> None:
    package = tmp_path / "ui.zip"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("dist/index.html", "page")
    place = ["--userdir", str(tmp_path / "user")]
    assert run("install-ui", str(package), "--ui-version", "2.0", *place).out.startswith("Installed version 2.0 in ")
    assert (tmp_path / "user/ui/index.html").read_text() == "page"
    assert run("install-ui", "--erase", *place).out.startswith("Removed ")
    assert run("install-ui", "--erase", *place).out.startswith("There is no interface in ")


def test_what_can_t_be_installed_is_told(run: Run, tmp_path: Path) -> None:
    answer = run("install-ui", str(tmp_path / "none.zip"), "--userdir", str(tmp_path / "user"))
    assert (answer.code, "There is no file" in answer.err) == (2, True)
    assert run("install-ui", "--userdir", str(tmp_path / "user")).code == 2
