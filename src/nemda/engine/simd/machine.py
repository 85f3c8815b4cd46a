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

WIDE_FEATURES = ("avx512f", "avx512dq", "avx512vl")
ATTRIBUTES = 'attributes #0 = { nounwind "no-stack-arg-probe" }'
"""No probes of the stack: on Windows they are calls to a function that is not there."""


@dataclass(frozen=True)
class Machine:
    """The processor: LLVM's name for it, its features, and how many lanes a vector should have."""

    triple: str
    processor: str
    features: str
    lanes: int


@cache
def this_machine() -> Machine:
    """Return the processor that this runs on."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features()
    wide = all(features.get(feature, False) for feature in WIDE_FEATURES)
    flags = features.flatten() + (",-prefer-256-bit" if wide else "")
    return Machine(llvm.get_process_triple(), llvm.get_host_cpu_name(), flags, 8 if wide else 4)


class Code:
    """Machine code in memory and the addresses of its visible functions."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def function(self, name: str, *arguments: Any) -> Callable[..., None]:
        """Return a visible function that takes arguments of these ctypes; calls run without Python's lock."""
        address = self._engine.get_function_address(name)
        call = ctypes.CFUNCTYPE(None, *arguments)(address)
        call.owner = self  # pyright: ignore[reportAttributeAccessIssue] (the code must outlive the function)
        return call


def compiled(text: str, machine: Machine, message: Callable[[str], None] = lambda _: None) -> Code:
    """Return the code of LLVM text, from the cache on disk if it was compiled before.

    `message` is told when a compilation begins, because that takes seconds.
    """
    import llvmlite
    import llvmlite.binding as llvm

    decides = (text, machine, llvmlite.__version__, llvm.llvm_version_info)
    key = hashlib.sha256(repr(decides).encode()).hexdigest()
    target = llvm.Target.from_triple(machine.triple).create_target_machine(
        cpu=machine.processor, features=machine.features, opt=2, reloc="pic", codemodel="jitdefault", jit=True
    )
    object_code = read_object(key)
    if object_code is None:
        message("compiling the model for this processor (once; some seconds)")
        object_code = _object_code(text, target)
        write_object(key, object_code)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    engine.add_object_file(llvm.ObjectFileRef.from_data(object_code))
    engine.finalize_object()
    return Code(engine)


def _object_code(text: str, target: Any) -> bytes:
    import llvmlite.binding as llvm

    module = llvm.parse_assembly(text)
    module.triple = target.triple
    module.data_layout = str(target.target_data)
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=1)
    builder = llvm.create_pass_builder(target, options)
    builder.getModulePassManager().run(module, builder)
    return target.emit_object(module)


def module_text(parts: Sequence[str]) -> str:
    """Return the text of a module made of declarations and functions."""
    return "\n".join([*parts, ATTRIBUTES, ""])
