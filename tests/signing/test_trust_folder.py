"""The lists of trusted authorities: held by fingerprint, added to, taken from."""

from pathlib import Path

import pytest

from app.demo.office import Office
from app.errors import AppError, Code
from resources import resource
from signing.authorities import PINS_FILE, Scheme, pins
from signing.trust import load_trust
from signing.trust_folder import Presence, TrustFolder
from tests.verification.throwaway_pki import Holder, ThrowawayPki, _issue


@pytest.fixture
def folder(tmp_path: Path) -> TrustFolder:
    return TrustFolder(tmp_path / "trust")


def trusted(folder: TrustFolder) -> list[tuple[str, Scheme]]:
    return [
        (each.name, each.scheme)
        for each in folder.authorities()
        if each.presence is Presence.TRUSTED
    ]


def written(holder: Holder, path: Path) -> Path:
    path.write_bytes(holder.asn1.dump())
    return path


def test_what_is_shipped_is_awaited_by_its_fingerprint(folder: TrustFolder) -> None:
    found = folder.authorities()
    assert {each.presence for each in found} == {Presence.AWAITED}
    assert {each.sha256 for each in found} == {pin.sha256 for pin in pins(resource("trust"))}
    schemes = [each.scheme for each in found]
    assert schemes == sorted(schemes, key=list(Scheme).index)
    assert {Scheme.GOVERNMENT, Scheme.PUBLIC} == set(schemes)


def test_an_authority_is_added_to_a_list_and_removed(
    folder: TrustFolder, office: Office, tmp_path: Path
) -> None:
    chosen = folder.read(office.root_der)
    assert [(each.root, each.shipped, each.scheme) for each in chosen] == [
        (True, False, Scheme.UNLISTED)
    ]
    assert trusted(folder) == []
    folder.add(chosen, Scheme.GOVERNMENT)
    folder.add(folder.read(office.intermediate_pem), Scheme.GOVERNMENT)
    store = load_trust([tmp_path / "trust"])
    assert [store.label(each) for each in store.anchors] == ["chuyên dùng công vụ"]
    assert len(store.intermediates) == 1
    removed = folder.remove(chosen[0].sha256[:8].upper())
    assert removed.sha256 == chosen[0].sha256
    assert load_trust([tmp_path / "trust"]).anchors == ()
    assert len(trusted(folder)) == 1


def test_removing_one_of_a_file_keeps_the_others(
    folder: TrustFolder, office: Office, tmp_path: Path
) -> None:
    place = tmp_path / "trust"
    place.mkdir()
    both = office.root_pem.read_bytes() + office.intermediate_pem.read_bytes()
    (place / "both.pem").write_bytes(both)
    [root] = [each for each in folder.authorities() if each.root and each.der]
    folder.remove(root.sha256)
    store = load_trust([place])
    assert store.anchors == ()
    assert [each.dump() for each in store.intermediates] == [office.intermediate_der.read_bytes()]


def test_a_file_that_matches_a_pin_gets_its_list_by_itself(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    fingerprint = load_trust([office.root_der.parent]).anchors[0].sha256.hex()
    (shipped / PINS_FILE).write_text(
        f'[[authority]]\nname = "Gốc"\nlabel = "công cộng"\nsha256 = "{fingerprint}"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr("signing.trust.resource", lambda *parts: shipped)
    monkeypatch.setattr("signing.trust_folder.resource", lambda *parts: shipped)
    folder = TrustFolder(tmp_path / "trust")
    folder.add(folder.read(office.root_der), Scheme.GOVERNMENT)
    assert [scheme for _, scheme in trusted(folder)] == [Scheme.PUBLIC]
    store = load_trust([tmp_path / "trust"])
    assert store.label(store.anchors[0]) == "công cộng"


def test_a_root_that_calls_itself_like_a_pinned_one_is_refused(
    folder: TrustFolder, tmp_path: Path
) -> None:
    false = _issue("RootCA chuyên dùng Chính phủ G2", None, authority=True)
    with pytest.raises(AppError) as refused:
        folder.read(written(false, tmp_path / "rootcag2.crt"))
    assert refused.value.code is Code.AUTHORITY_FALSE


def test_the_first_generation_is_marked(folder: TrustFolder, tmp_path: Path) -> None:
    pki = ThrowawayPki.of_first_generation()
    [authority] = folder.read(written(pki.ca, tmp_path / "CP_BIN.cer"))
    assert (authority.sha1_signed, authority.root) == (True, False)


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\n!!!\n"])
def test_files_without_an_authority(content: bytes, folder: TrustFolder, tmp_path: Path) -> None:
    path = tmp_path / "x.cer"
    path.write_bytes(content)
    with pytest.raises(AppError) as refused:
        folder.read(path)
    assert refused.value.code is Code.AUTHORITY_FILE_UNUSABLE


def test_the_certificate_of_a_person_is_no_authority(folder: TrustFolder, office: Office) -> None:
    with pytest.raises(AppError) as refused:
        folder.read(office.person("officer").certificate)
    assert refused.value.code is Code.AUTHORITY_FILE_UNUSABLE


@pytest.mark.parametrize("fingerprint", ["", "f04b", "00000000", "f04ba4b4"])
def test_what_is_not_here_cannot_be_removed(folder: TrustFolder, fingerprint: str) -> None:
    """The last one is pinned but its certificate is not here."""
    with pytest.raises(AppError) as refused:
        folder.remove(fingerprint)
    assert refused.value.code is Code.AUTHORITY_UNKNOWN
