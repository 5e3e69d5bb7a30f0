"""Modules found and judged by their bytes: nothing is loaded here."""

import os
import struct
import sys
from pathlib import Path

import pytest

from app.demo.softhsm import find_module
from signing.libraries.build import Build, Format
from signing.libraries.reading import read_library
from signing.module_places import (
    Places,
    System,
    beside_providers,
    csp_images,
    places_here,
    windows_folders,
)
from signing.pkcs11_modules import (
    MODULES_VARIABLE,
    ModuleState,
    found_modules,
    judge,
    own_builds,
    usable_modules,
)

ENTRY = b"C_GetFunctionList"
OF_DOMAIN_9 = {
    "windows": """
        eTPKCS11 eToken IDPrimePKCS1164 IDPrimePKCS11 bit4xpki bit4ipki bit4opki vnptca_p11_v6
        vnptca_p11_v7 vnptca_p11_v8 vnptca_p11_v9 vnptca_p11_v10 vnpt-ca_csp11 vnpt-ca_v34
        vnpt-ca_v4 vnpt-ca_cl_v1 vnptcamobile viettel-ca viettel-ca_v1 viettel-ca_v2 viettel-ca_v3
        viettel-ca_v4 viettel-ca_v5 viettel-ca_v6 fpt-ca fpt-ca_v4 fpt-ca_v5 fpt-ca-stx fptca_v3
        fptca_v4 fptca_v5 fptca_v6 BkavCA BkavCAv2S BkavCAv25 BkavCAv2T bkavcaetoken st3csp11
        CA2_csp11 CA2_v34 ca2_ace_csp11 CA2CSP11_v2 ncca_csp11_v1 nca_v4 nca_v5 nca_v6 nca_v7
        nca_v8 nca_v9 nca_eps2k2a nca_eps3a NEWTEL-CA newca_v4 vina-ca vina-ca_v1 vina-ca_v3
        vina-ca_v5 VinaCA_p11 efy-ca_v1 misaca_csp11_v2 fca_v1 ica_csp11_v1 Safe-ca_v1 Safe-ca_v2
        CKCA eps2003csp11 eps2003csp11v2 ShuttleCsp11_3003 ngp11v211 gclib WDPKCS aetpkss1
        acospkcs11 psapkcs ostc1_csp11 ostt1_csp11 ostt2_csp11 ostt3_csp11 vdctdcsp11 wdsafe3
        opensc-pkcs11
    """,
    "linux": """
        libeTPkcs11 libeToken libbit4xpki libbit4ipki fptca_v4 libcastle libwdpkcs libaetpkss
        opensc-pkcs11 p11-kit-proxy
    """,
    "macos": """
        libeTPkcs11 libbit4xpki viettel-ca_v4 viettel-ca_v5 viettel-ca_v6 libcastle
    """,
}
"""File names without their endings, as domain §9 lists them."""
AMD64, I386 = 0x8664, 0x14C


def pe(*, bits: int = 64, names: tuple[bytes, ...] = (b"Alpha", ENTRY)) -> bytes:
    """A library of Windows with one section, in which the export directory lies."""
    optional_size = (112 if bits == 64 else 96) + 16 * 8
    coff_at, base, raw_at = 0x44, 0x1000, 0x400
    text, addresses = b"", []
    first_name = base + 40 + 4 * len(names)
    for name in names:
        addresses.append(first_name + len(text))
        text += name + b"\0"
    directory = struct.pack(
        "<IIHHIIIIIII", 0, 0, 0, 0, 0, 1, len(names), len(names), 0, base + 40, 0
    )
    section = directory + struct.pack(f"<{len(names)}I", *addresses) + text
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", coff_at - 4) + b"PE\0\0"
    machine = AMD64 if bits == 64 else I386
    coff = struct.pack("<HHIIIHH", machine, 1, 0, 0, 0, optional_size, 0x2000)
    optional = struct.pack("<H", 0x20B if bits == 64 else 0x10B)
    optional = optional.ljust(112 if bits == 64 else 96, b"\0")
    optional += struct.pack("<II", base if names else 0, len(section))
    header = struct.pack(
        "<8sIIIIIIHHI", b".edata", len(section), base, len(section), raw_at, 0, 0, 0, 0, 0
    )
    content = head + coff + optional.ljust(optional_size, b"\0") + header
    return content.ljust(raw_at, b"\0") + section


def elf(*, bits: int, section: int) -> bytes:
    """A library of Linux with one dynamic symbol, defined in ``section`` (0: elsewhere)."""
    wide = bits == 64
    word, head_size, row_size = ("Q", 64, 64) if wide else ("I", 52, 40)
    names = b"\0" + ENTRY + b"\0"
    symbol = struct.pack("<IBBHQQ", 1, 0x12, 0, section, 0, 0)
    if not wide:
        symbol = struct.pack("<IIIBBH", 1, 0, 0, 0x12, 0, section)
    names_at, rows_at = head_size + len(symbol), head_size + len(symbol) + len(names)

    def row(kind: int, at: int, size: int, link: int) -> bytes:
        return struct.pack(f"<II4{word}II2{word}", 0, kind, 0, 0, at, size, link, 0, 0, 0)

    head = struct.pack("<4sBBB9xHHI", b"\x7fELF", 2 if wide else 1, 1, 1, 3, 62, 1)
    head += struct.pack(f"<3{word}IHHHHHH", 0, 0, rows_at, 0, head_size, 0, 0, row_size, 3, 0)
    rows = row(0, 0, 0, 0) + row(11, head_size, len(symbol), 2) + row(3, names_at, len(names), 0)
    return head + symbol + names + rows


def mach_o(machine: int, name: bytes = b"_" + ENTRY, kind: int = 0x0F) -> bytes:
    """A 64-bit library of macOS with one symbol."""
    symbols_at = 32 + 24
    command = struct.pack("<IIIIII", 2, 24, symbols_at, 1, symbols_at + 16, len(name) + 2)
    head = struct.pack("<IIIIIIII", 0xFEEDFACF, machine, 0, 6, 1, len(command), 0, 0)
    return head + command + struct.pack("<IBBHQ", 1, kind, 1, 0, 0) + b"\0" + name + b"\0"


def fat(*slices: tuple[int, bytes]) -> bytes:
    """Several libraries of macOS in one file."""
    head, body, at = struct.pack(">II", 0xCAFEBABE, len(slices)), b"", 4096
    for machine, content in slices:
        head += struct.pack(">IIIII", machine, 0, at + len(body), len(content), 12)
        body += content
    return head.ljust(at, b"\0") + body


WINDOWS = frozenset({Build(Format.PE, 64, AMD64)})
INTEL_MAC = frozenset({Build(Format.MACH_O, 64, 0x01000007)})
ARM_MAC = frozenset({Build(Format.MACH_O, 64, 0x0100000C)})


@pytest.fixture
def module() -> Path:
    return find_module()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_real_module_is_usable_by_this_program(module: Path) -> None:
    assert judge(module) is ModuleState.USABLE
    assert read_library(module).builds == own_builds()


def test_executable_without_the_entry_point() -> None:
    assert judge(Path(os.path.realpath(sys.executable))) is ModuleState.NOT_PKCS11


def test_copy_marked_as_32_bit_is_not_looked_into(module: Path, tmp_path: Path) -> None:
    content = bytearray(module.read_bytes())
    content[4] = 1
    assert judge(written(tmp_path / "m.so", bytes(content))) is ModuleState.WRONG_BITNESS


def test_copy_for_another_processor(module: Path, tmp_path: Path) -> None:
    content = bytearray(module.read_bytes())
    content[0x12:0x14] = struct.pack("<H", 183)
    assert judge(written(tmp_path / "m.so", bytes(content))) is ModuleState.WRONG_BITNESS


@pytest.mark.parametrize("bits", [32, 64])
def test_entry_point_must_be_defined_not_only_used(tmp_path: Path, bits: int) -> None:
    own = frozenset({Build(Format.ELF, bits, 62)})
    defining = written(tmp_path / "defines.so", elf(bits=bits, section=1))
    using = written(tmp_path / "uses.so", elf(bits=bits, section=0))
    assert judge(defining, own) is ModuleState.USABLE
    assert judge(using, own) is ModuleState.NOT_PKCS11


@pytest.mark.parametrize("size", [5, 40, 64, 300_000])
def test_copy_cut_short(module: Path, tmp_path: Path, size: int) -> None:
    cut = written(tmp_path / "m.so", module.read_bytes()[:size])
    assert judge(cut) is ModuleState.UNREADABLE


@pytest.mark.parametrize("content", [b"", b"INPUT(libsofthsm2.so)\n", b"%PDF-1.7\n" * 9])
def test_file_that_is_no_library(tmp_path: Path, content: bytes) -> None:
    assert judge(written(tmp_path / "m.so", content)) is ModuleState.NOT_PKCS11


def test_place_without_a_readable_file(tmp_path: Path) -> None:
    assert judge(tmp_path / "absent.so") is ModuleState.UNREADABLE
    assert judge(tmp_path) is ModuleState.UNREADABLE


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (pe(), ModuleState.USABLE),
        (pe(bits=32), ModuleState.WRONG_BITNESS),
        (pe(names=(b"Alpha", b"Omega")), ModuleState.NOT_PKCS11),
        (pe(names=()), ModuleState.NOT_PKCS11),
        (pe()[:0x410], ModuleState.UNREADABLE),
        (b"MZ this is a DOS program" + bytes(100), ModuleState.UNREADABLE),
    ],
)
def test_libraries_of_windows(tmp_path: Path, content: bytes, state: ModuleState) -> None:
    assert judge(written(tmp_path / "m.dll", content), WINDOWS) is state


def test_32_bit_library_for_a_32_bit_program(tmp_path: Path) -> None:
    own = frozenset({Build(Format.PE, 32, I386)})
    assert judge(written(tmp_path / "m.dll", pe(bits=32)), own) is ModuleState.USABLE


def test_libraries_of_macos(tmp_path: Path) -> None:
    [intel], [arm] = INTEL_MAC, ARM_MAC
    both = fat(
        (intel.machine, mach_o(intel.machine)), (arm.machine, mach_o(arm.machine, b"_Other"))
    )
    universal = written(tmp_path / "both.dylib", both)
    assert judge(universal, INTEL_MAC) is ModuleState.USABLE
    assert judge(universal, ARM_MAC) is ModuleState.NOT_PKCS11
    single = written(tmp_path / "single.dylib", mach_o(intel.machine))
    assert judge(single, ARM_MAC) is ModuleState.WRONG_BITNESS
    unresolved = written(tmp_path / "uses.dylib", mach_o(intel.machine, kind=0x01))
    assert judge(unresolved, INTEL_MAC) is ModuleState.NOT_PKCS11
    java = written(tmp_path / "Main.class", b"\xca\xfe\xba\xbe\x00\x00\x00\x3d" + bytes(100))
    assert judge(java, INTEL_MAC) is ModuleState.UNREADABLE


def test_library_of_another_system_is_none_here(tmp_path: Path) -> None:
    assert judge(written(tmp_path / "m.so", pe())) is ModuleState.NOT_PKCS11


def test_named_modules_come_first_and_absent_ones_are_told(module: Path, tmp_path: Path) -> None:
    installed = tmp_path / "lib"
    installed.mkdir()
    (installed / "opensc-pkcs11.so").symlink_to(module)
    (installed / "libbit4xpki.so").write_bytes(module.read_bytes())
    absent = tmp_path / "absent.so"
    environment = {MODULES_VARIABLE: f"{absent}{os.pathsep}{module}"}
    found = found_modules(
        extra=(str(installed / "libbit4xpki.so"),),
        environment=environment,
        places=Places(System.LINUX, (installed, tmp_path / "no-folder")),
    )
    assert [(each.path, each.state) for each in found] == [
        (absent, ModuleState.UNREADABLE),
        (module, ModuleState.USABLE),
        (installed / "libbit4xpki.so", ModuleState.USABLE),
    ]
    assert found[2].vendor == "Ban Cơ yếu Chính phủ – TokenME (Bit4id)"


def test_known_modules_in_the_order_of_the_table_whatever_their_case(
    module: Path, tmp_path: Path
) -> None:
    for name in ("opensc-pkcs11.so", "LIBETPKCS11.SO", "fptca_v4.so"):
        (tmp_path / name).write_bytes(module.read_bytes())
    places = Places(System.LINUX, (tmp_path,))
    used = usable_modules(environment={}, places=places)
    assert [path.name for path in used] == ["LIBETPKCS11.SO", "fptca_v4.so", "opensc-pkcs11.so"]


def test_module_beside_a_provider_in_the_registry(tmp_path: Path) -> None:
    (tmp_path / "viettel-ca_v6.dll").write_bytes(pe())
    (tmp_path / "viettel-ca_v6_s.dll").write_bytes(pe(names=(b"CPAcquireContext",)))
    images = [str(tmp_path / "viettel-ca_v6_s.dll"), str(tmp_path / "rsaenh.dll"), "gone_s.dll"]
    registered = beside_providers(images)
    assert registered == (tmp_path / "viettel-ca_v6.dll",)
    [found] = found_modules(environment={}, places=Places(System.WINDOWS, (), registered))
    assert found.vendor == "Viettel-CA"


def test_windows_folders_follow_the_environment() -> None:
    folders = windows_folders({"SystemRoot": "/win", "ProgramFiles": "/programs"})
    assert Path("/win/System32") in folders
    assert Path("/win/SysWOW64") in folders
    assert all(str(folder).startswith(("/win", "/programs")) for folder in folders)


@pytest.mark.skipif(sys.platform != "linux", reason="the places of Linux")
def test_places_of_this_machine() -> None:
    here = places_here()
    assert here.system is System.LINUX
    assert Path("/usr/lib") in here.folders
    assert csp_images() == []


@pytest.mark.parametrize("system", list(System))
def test_every_module_that_is_known_of_is_looked_for(system: System, tmp_path: Path) -> None:
    ending = {System.WINDOWS: ".DLL", System.LINUX: ".so", System.MACOS: ".dylib"}[system]
    names = OF_DOMAIN_9[system.value].split()
    for name in names:
        (tmp_path / f"{name}{ending}").write_bytes(b"")
    places = Places(system, (tmp_path,))
    found = {each.path.stem: each for each in found_modules(environment={}, places=places)}
    assert set(names) - set(found) == set()
    assert all(found[name].vendor for name in names)
