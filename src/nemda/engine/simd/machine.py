"""From LLVM text to functions in memory, for the processor this runs on.

Eight lanes where the processor has 512-bit vectors, else four. The object code is kept on disk by
`nemda.engine.simd.cache`; its key holds everything that decides the code.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from nemda.engine.simd.cache import read_object, write_object
from nemda.engine.simd.writer import Vector

WIDE_FEATURES = ("avx512f", "avx512dq", "avx512vl")
WIDE_LANES, LANES = 8, 4
NOT_NARROW = "-prefer-256-bit"
"""Some processors are said to prefer half of their width; for long arithmetic that is wrong."""
ATTRIBUTES = 'attributes #0 = { nounwind "no-stack-arg-probe" }'
"""No probes of the stack: on Windows they are calls to a function that is not there."""


@dataclass(frozen=True)
class Machine:
    """The processor: LLVM's name for it, its features, and how many lanes a vector of doubles should have."""

    triple: str
    processor: str
    features: str
    lanes: int

    def vector(self, bits: int = 64) -> Vector:
        """Return its vectors of numbers of so many bits; `lanes` counts those of 64."""
        return Vector(self.lanes * 64 // bits, bits, estimates=self.lanes == WIDE_LANES)


@cache
def this_machine() -> Machine:
    """Return the processor that this runs on."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    try:
        features = llvm.get_host_cpu_features()
    except RuntimeError:  # LLVM cannot tell for this kind of processor
        return Machine(llvm.get_process_triple(), llvm.get_host_cpu_name(), "", LANES)
    wide = all(features.get(feature, False) for feature in WIDE_FEATURES)
    flags = [features.flatten(), *([NOT_NARROW] if wide else [])]
    lanes = WIDE_LANES if wide else LANES
    return Machine(llvm.get_process_triple(), llvm.get_host_cpu_name(), ",".join(flags), lanes)


class Code:
    """Machine code in memory."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def function(self, name: str, *arguments: Any) -> Callable[..., None]:
        """Return a visible function that takes arguments of these ctypes; it runs without Python's lock."""
        address: int = self._engine.get_function_address(name)
        call: Any = ctypes.CFUNCTYPE(None, *arguments)(address)
        call.code = self  # the code must live as long as the function
        return call


def is_stored(text: str, machine: Machine) -> bool:
    """Return whether the code of LLVM text is on disk, so that loading it takes no compiler."""
    return read_object(_key(text, machine)) is not None


def load(text: str, machine: Machine) -> Code:
    """Return the code of LLVM text: from the disk, or compiled (some seconds) and then kept there."""
    import llvmlite.binding as llvm

    target = _target(machine)
    key = _key(text, machine)
    object_code = read_object(key)
    if object_code is None:
        object_code = _compile(text, target)
        write_object(key, object_code)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    engine.add_object_file(llvm.ObjectFileRef.from_data(object_code))
    engine.finalize_object()
    return Code(engine)


def module_text(parts: Sequence[str]) -> str:
    """Return the text of a module made of declarations and functions."""
    return "\n".join([*parts, ATTRIBUTES, ""])


def _key(text: str, machine: Machine) -> str:
    import llvmlite
    import llvmlite.binding as llvm

    decides = (text, machine, llvmlite.__version__, llvm.llvm_version_info)
    return hashlib.sha256(repr(decides).encode()).hexdigest()


def _target(machine: Machine) -> Any:
    import llvmlite.binding as llvm

    target = llvm.Target.from_triple(machine.triple)
    relocation = "static" if target.name.startswith("x86") else "default"
    return target.create_target_machine(
        cpu=machine.processor,
        features=machine.features,
        opt=2,
        reloc=relocation,
        codemodel="jitdefault",
        jit=True,
    )


def _compile(text: str, target: Any) -> bytes:
    import llvmlite.binding as llvm

    module = llvm.parse_assembly(text)
    module.triple = target.triple
    module.data_layout = str(target.target_data)
    module.verify()
    builder = llvm.create_pass_builder(target, llvm.create_pipeline_tuning_options(speed_level=1))
    builder.getModulePassManager().run(module, builder)
    return target.emit_object(module)
