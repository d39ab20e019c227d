"""How everything is kept to AVX2 on a processor with AVX-512."""

import shutil
import struct
import subprocess

#: oneDNN's switch, in Chainrule and in PyTorch; MKL's; that of PyTorch's own loops.
ENVIRONMENT = {"ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}

RESOLVER, VERSION = ".resolver", ".arch_x86-64-v3."
LOADED_SEGMENT = 1


class Unsuitable(Exception):
    """A program that cannot be kept to AVX2."""


def keep_to_avx2(program, copy):
    """Copies our program so that its own loops are those for AVX2.

    A loop that is compiled for several processors has a resolver, which asks the processor what it can do, and no
    setting changes the answer. In the copy every resolver returns the version for x86-64-v3.
    """
    symbols = list(defined_symbols(program))
    versions = {name.partition(VERSION)[0]: address for address, name in symbols if VERSION in name}
    resolvers = {name.removesuffix(RESOLVER): address for address, name in symbols if name.endswith(RESOLVER)}
    if not resolvers or not resolvers.keys() <= versions.keys():
        raise Unsuitable(f"{program} has no loops for several generations of x86 processors")
    if len(resolvers) != sum(name.endswith(RESOLVER) for _, name in symbols):
        raise Unsuitable(f"{program} has several loops of one name")
    with open(program, "rb") as file:
        code = bytearray(file.read())
    for loop, address in resolvers.items():
        # lea version(%rip), %rax; ret
        returns_version = b"\x48\x8d\x05" + struct.pack("<i", versions[loop] - (address + 7)) + b"\xc3"
        offset = file_offset(code, address)
        code[offset:offset + len(returns_version)] = returns_version
    shutil.copy(program, copy)
    with open(copy, "wb") as file:
        file.write(code)


def defined_symbols(program):
    """Pairs of an address and a name."""
    listed = subprocess.run(["nm", "--defined-only", program], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        address, _, name = line.split(maxsplit=2)
        yield int(address, 16), name


def file_offset(code, address):
    """Where a 64-bit ELF file keeps what is loaded at the address."""
    [headers] = struct.unpack_from("<Q", code, 0x20)
    size, count = struct.unpack_from("<HH", code, 0x36)
    for n in range(count):
        kind, _, offset, start, _, length = struct.unpack_from("<IIQQQQ", code, headers + n * size)
        if kind == LOADED_SEGMENT and start <= address < start + length:
            return address - start + offset
    raise Unsuitable(f"nothing is loaded at {address:#x}")
