import sys
from dataclasses import replace
from pathlib import Path

import pytest
from engine_models import MODELS, hunt, relax

from nemda.engine.kernels import kernels
from nemda.engine.simd import cache, machine, program
from nemda.engine.simd.machine import this_machine
from nemda.engine.simd.writer import Vector
from nemda.engine.traced import trace
from nemda.mechanism.chain import MECHANISMS, chain
from nemda.model.assembly import assemble


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def compilations(monkeypatch):
    """Return a list that grows by one with every compilation."""
    made = []
    compile_text = machine._compile

    def counted(text, target):
        made.append(text)
        return compile_text(text, target)

    monkeypatch.setattr(machine, "_compile", counted)
    return made


def text_of(rates):
    return program.program_text(kernels(MODELS[rates]).traced, this_machine().vector())[0]


def build(rates):
    machine.load(text_of(rates), this_machine()).function("run")


def test_the_second_time_nothing_is_compiled(folder, compilations):
    assert not machine.is_stored(text_of(hunt), this_machine())
    build(hunt)
    assert machine.is_stored(text_of(hunt), this_machine())
    build(hunt)
    assert len(compilations) == 1
    assert len(list(folder.rglob("*.o"))) == 1


def test_another_model_is_another_file(folder, compilations):
    build(hunt)
    build(relax)
    assert len(compilations) == 2
    assert len(list(folder.rglob("*.o"))) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: b"",
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    ],
    ids=["cut", "empty", "one bit"],
)
def test_a_damaged_file_is_replaced(folder, compilations, damage):
    build(hunt)
    [file] = folder.rglob("*.o")
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    build(hunt)
    assert len(compilations) == 2
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path, monkeypatch, compilations):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "file" / "below"))
    build(hunt)
    build(hunt)
    assert len(compilations) == 2


def test_nothing_is_left_behind_when_writing_fails(folder, monkeypatch):
    def refuse(self, target):
        raise PermissionError(str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    cache.write_object("key", b"code")
    assert list(folder.rglob("*.*")) == []
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_the_key_knows_the_processor(folder, compilations):
    text = program.program_text(kernels(MODELS[hunt]).traced, Vector(4))[0]
    here = replace(this_machine(), lanes=4)
    machine.load(text, here)
    machine.load(text, replace(here, features="", processor="generic"))
    assert len(compilations) == 2


def test_a_parameter_value_changes_no_code():
    name = next(iter(MECHANISMS[0].parameter_table))
    table = dict(MECHANISMS[0].parameter_table)
    low, high = table[name].interval
    table[name] = replace(table[name], value=low if table[name].value == high else high)
    changed = assemble(chain().name, [replace(MECHANISMS[0], table=table), *MECHANISMS[1:]], chain().drives)
    one, other = (
        program.program_text(trace(model), this_machine().vector())[0] for model in (chain(), changed)
    )
    assert changed.parameters != chain().parameters
    assert one == other


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "xdg"}, "xdg/nemda"),
        ("linux", {}, "home/.cache/nemda"),
        ("darwin", {"XDG_CACHE_HOME": "xdg"}, "home/Library/Caches/nemda"),
        ("win32", {"LOCALAPPDATA": "local"}, "local/nemda/cache"),
        ("win32", {}, "home/AppData/Local/nemda/cache"),
        ("linux", {"NEMDA_CACHE": "named", "XDG_CACHE_HOME": "xdg"}, "named"),
    ],
)
def test_the_folder_is_where_the_system_keeps_such_files(monkeypatch, platform, variables, expected):
    for variable in (cache.VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    assert cache.cache_folder() == Path(expected)


def test_without_a_home_there_is_no_cache(monkeypatch):
    for variable in (cache.VARIABLE, "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)

    def no_home():
        raise RuntimeError("could not determine home directory")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(Path, "home", no_home)
    cache.write_object("key", b"code")
    assert cache.read_object("key") is None
