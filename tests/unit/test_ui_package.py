"""Installing a browser interface: what is taken, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from bot import ui_package
from bot.ui_package import UnusableUi, erase, install

FILES = {"index.html": "<html>new</html>", "assets/app-0123abcd.js": "run()"}


def a_zip(folder: Path, files: dict[str, str], name: str = "ui.zip") -> Path:
    package = folder / name
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return package


def held(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("root", ["", "dist/", "freqUI-1.2/dist/"])
def test_the_files_beside_the_first_page_are_installed(tmp_path: Path, root: str) -> None:
    files = {root + path: text for path, text in FILES.items()}
    package = a_zip(tmp_path, files | ({"README.md": "no part of it"} if root else {}))
    assert install(package, tmp_path / "user" / "ui") == "unknown"
    assert held(tmp_path / "user" / "ui") == {**FILES, ".uiversion": "unknown"}
    assert [path.name for path in (tmp_path / "user").iterdir()] == ["ui"]


def test_the_version_is_the_files_own_or_the_users(tmp_path: Path) -> None:
    package = a_zip(tmp_path, {**FILES, ".uiversion": "2.1.0\n"})
    assert install(package, tmp_path / "ui") == "2.1.0"
    assert install(package, tmp_path / "ui", "mine") == "mine"
    assert (tmp_path / "ui" / ".uiversion").read_text() == "mine"


def test_an_older_interface_is_replaced_whole(tmp_path: Path) -> None:
    install(a_zip(tmp_path, {"index.html": "old", "gone.js": "old"}), tmp_path / "ui")
    install(a_zip(tmp_path, FILES), tmp_path / "ui")
    assert set(held(tmp_path / "ui")) == {*FILES, ".uiversion"}


@pytest.mark.parametrize(
    "name", ["../evil.html", "/etc/evil.html", "a/../../evil.html", "C:/evil.html", "..\\evil.html", "a\\evil.html"]
)
def test_a_file_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableUi, match="leads out of its folder"):
        install(a_zip(tmp_path, {**FILES, name: "evil"}), tmp_path / "user" / "ui")
    assert list((tmp_path / "user").iterdir()) == []


def test_a_link_is_refused(tmp_path: Path) -> None:
    package = a_zip(tmp_path, FILES)
    with zipfile.ZipFile(package, "a") as archive:
        link = zipfile.ZipInfo("passwords")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnusableUi, match="leads out of its folder"):
        install(package, tmp_path / "ui")


def test_what_is_too_much_is_refused_and_the_old_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(a_zip(tmp_path, {"index.html": "old"}), tmp_path / "ui", "1")
    before = held(tmp_path / "ui")
    bomb = a_zip(tmp_path, {**FILES, "bomb.js": "0" * 5_000_000})
    monkeypatch.setattr(ui_package, "MAX_BYTES", 1_000_000)
    with pytest.raises(UnusableUi, match="too large"):
        install(bomb, tmp_path / "ui")
    monkeypatch.setattr(ui_package, "MAX_FILES", 2)
    with pytest.raises(UnusableUi, match="holds 3 files"):
        install(bomb, tmp_path / "ui")
    assert held(tmp_path / "ui") == before


def test_what_is_no_interface_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no zip")
    broken = tmp_path / "broken.zip"
    whole = a_zip(tmp_path, {"index.html": "x" * 5000}).read_bytes()
    broken.write_bytes(whole[:40] + b"\xff" * 8 + whole[48:])
    for package, why in (
        (tmp_path / "none.zip", "There is no file"),
        (text, "no zip file"),
        (a_zip(tmp_path, {"readme.md": "x"}, "other.zip"), "holds no index.html"),
        (broken, "can't be read"),
    ):
        with pytest.raises(UnusableUi, match=why):
            install(package, tmp_path / "ui")
    assert not (tmp_path / "ui").exists()


def test_a_folder_that_can_t_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(a_zip(tmp_path, {"index.html": "old"}), tmp_path / "ui", "1")
    before = held(tmp_path / "ui")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if "-old-" not in self.name:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(UnusableUi, match="No space left"):
        install(a_zip(tmp_path, FILES), tmp_path / "ui")
    assert held(tmp_path / "ui") == before


def test_an_interface_is_removed(tmp_path: Path) -> None:
    install(a_zip(tmp_path, FILES), tmp_path / "ui")
    assert (erase(tmp_path / "ui"), erase(tmp_path / "ui")) == (True, False)
