"""The house rules of CONTRIBUTING.md that a machine can check, each tried on a wrong example too."""

from __future__ import annotations

import ast
import io
import re
import statistics
import tokenize
from collections.abc import Callable, Iterable, Sized
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "nemda"
MODULES = sorted(SOURCE.rglob("*.py"))
PYTHON = sorted(file for folder in ("src", "tests", "benchmarks") for file in (ROOT / folder).rglob("*.py"))

MEDIAN_LINES = 150
MOST_LINES = 400

HEAVY = {
    "pandas", "xarray", "plotly", "pint", "scipy", "jax", "sympy", "numba", "matplotlib", "h5netcdf", "h5py",
}  # fmt: skip

# Beginnings of British words.
BRITISH = (
    r"(?:mis)?behaviour", "colour", "favour", "neighbour", "tumour", r"modell(?:ed|ing|er)",
    r"(?:label|travel)l(?:ed|ing)", "anaesth", r"(?:an|hypox|isch|leuk)aemi", "haem", "oestr", "oedema",
    "paediatr", "foet", "diarrhoea", "sulph",
    r"(?:random|normal|summar|general|initial|minim|maxim|parametr|discret|linear|standard|visual|recogn)is",
    r"(?:optim|organ)is(?:e|ing|ation)", r"characteris(?!tic)", r"analys(?:e|ed|ing)\b",
    r"(?:milli|micro|deci)?litre", r"(?:milli|centi)?metre", "centre", "fibre", r"grey\b", r"programme\b",
    "defence", "licence", "whilst", "judgement",
)  # fmt: skip
BRITISH_WORD = re.compile(rf"\b(?:{'|'.join(BRITISH)})\w*", re.IGNORECASE)
# Titles and journals keep their own spelling: a line that cites carries a year, a DOI or a source field.
CITATION = re.compile(
    r"\b(?:19|20)\d\d[a-z]?\b|\bdoi\b|\b10\.\d{4,}/|\b(?:source|citation|title|evidence)\b\W*[=:]", re.I
)

DIRECTIVE = re.compile(
    r"(?:type:\s*ignore(?:\[[^\]]*\])?|pyright:\s*(?:ignore(?:\[[^\]]*\])?|basic|standard)"
    r"|noqa(?::\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?)(?P<reason>.*)"
)
REASON = re.compile(r"[A-Za-z]{2,}\W+[A-Za-z]{2,}")

MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:home|root|Users|work|tmp|opt|mnt|private)/\w|\b[A-Z]:\\+Users\b")


def prose() -> list[Path]:
    """Return the hand-written texts: code, data beside it and documents, but not the evidence tables."""
    documents = [*ROOT.glob("*.md"), *ROOT.glob("*.cff"), *(ROOT / "docs").rglob("*.md")]
    beside = [file for end in ("py", "pyi", "toml", "yaml", "html") for file in SOURCE.rglob(f"*.{end}")]
    examples = [file for file in (ROOT / "examples").rglob("*") if file.suffix in {".py", ".md", ".yaml"}]
    return sorted({*documents, *beside, *examples} - {*(ROOT / "docs" / "generated").rglob("*")})


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def star_imports(source: str) -> list[int]:
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    return [node.lineno for node in imports if any(alias.name == "*" for alias in node.names)]


def silenced_without_reason(source: str) -> list[int]:
    """Return the lines that switch a checker off without two words that say why."""
    found: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        directive = DIRECTIVE.search(token.string) if token.type == tokenize.COMMENT else None
        if directive is not None and REASON.search(directive["reason"]) is None:
            found.append(token.start[0])
    return found


def without_docstring(source: str) -> list[str]:
    """Return the public functions, classes and methods without a docstring; dunder methods need none."""
    tree = ast.parse(source)
    found = ["module"] if tree.body and ast.get_docstring(tree) is None else []
    queue: list[tuple[str, ast.stmt]] = [("", node) for node in tree.body]
    while queue:
        owner, node = queue.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name[0] == "_":
            continue
        if ast.get_docstring(node) is None and not any(
            "overload" in ast.unparse(d) for d in node.decorator_list
        ):
            found.append(owner + node.name)
        if isinstance(node, ast.ClassDef):
            queue += [(f"{owner}{node.name}.", child) for child in node.body]
    return found


def heavy_imports(source: str) -> list[str]:
    """Return the heavy libraries imported when the module is, which a type checker's block is not."""
    found: list[str] = []
    queue: list[ast.AST] = [ast.parse(source)]
    while queue:
        node = queue.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            queue += node.orelse
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in HEAVY]
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in HEAVY:
            found.append(node.module or "")
        queue += ast.iter_child_nodes(node)
    return found


def british_words(text: str) -> list[tuple[int, str]]:
    return [
        (number, match.group())
        for number, line in enumerate(text.splitlines(), start=1)
        if CITATION.search(line) is None
        for match in BRITISH_WORD.finditer(line)
    ]


def machine_paths(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), start=1) if MACHINE_PATH.search(line)]


def violations(rule: Callable[[str], Sized], files: Iterable[Path]) -> dict[str, Sized]:
    """Return what a rule finds in each file, without the files where it finds nothing."""
    found = {name(file): rule(file.read_text("utf-8")) for file in files}
    return {file: places for file, places in found.items() if len(places)}


def test_modules_are_small() -> None:
    lines = {name(file): len(file.read_text("utf-8").splitlines()) for file in MODULES}
    too_long = {file: count for file, count in lines.items() if count > MOST_LINES}
    assert not too_long, f"more than {MOST_LINES} lines; is each one concept?"
    assert statistics.median(count for count in lines.values() if count) < MEDIAN_LINES


def test_no_star_imports() -> None:
    assert violations(star_imports, PYTHON) == {}


def test_no_checker_is_silenced_without_a_reason() -> None:
    assert violations(silenced_without_reason, PYTHON) == {}, "say why behind the directive on these lines"


def test_everything_public_has_a_docstring() -> None:
    assert violations(without_docstring, MODULES) == {}


def test_heavy_libraries_are_imported_late() -> None:
    assert violations(heavy_imports, MODULES) == {}, "import these in the function that needs them"


def test_spelling_is_american() -> None:
    assert violations(british_words, prose()) == {}


def test_no_path_of_one_machine() -> None:
    files = {*prose(), *PYTHON, ROOT / "Makefile", ROOT / ".ci" / "run"}
    assert violations(machine_paths, sorted(files)) == {}


def test_star_import_is_found() -> None:
    assert star_imports("import os\nfrom os import *\n") == [2]


@pytest.mark.parametrize(
    "comment",
    [
        "# type: ignore",
        "# type: ignore[arg-type]",
        "# noqa",
        "# noqa: E501",
        "# noqa: E501, N802",
        "# pyright: ignore",
    ],
)
def test_a_bare_directive_is_found(comment: str) -> None:
    assert silenced_without_reason(f"x = 1  {comment}\n") == [1]
    assert silenced_without_reason(f"x = 1  {comment}  the stub of this library is wrong\n") == []
    assert silenced_without_reason(f"x = {comment!r}\n") == []


def test_a_missing_docstring_is_found() -> None:
    source = "'''Doc.'''\nclass Card:\n    '''Doc.'''\n    def show(self): ...\n    def _hidden(self): ...\n"
    assert without_docstring(source) == ["Card.show"]
    assert without_docstring("x = 1\n") == ["module"]
    assert without_docstring("") == []


@pytest.mark.parametrize(
    "source",
    [
        "import scipy.linalg",
        "from pandas import DataFrame",
        "try:\n    import jax\nexcept ImportError:\n    pass",
    ],
)
def test_a_heavy_import_is_found(source: str) -> None:
    assert len(heavy_imports(source)) == 1
    body = source.replace("\n", "\n    ")
    assert heavy_imports(f"def late():\n    {body}") == []
    assert heavy_imports(f"if TYPE_CHECKING:\n    {body}") == []


@pytest.mark.parametrize(
    "word",
    [
        "behaviour",
        "Colour",
        "modelling",
        "anaesthetic",
        "randomised",
        "normalisation",
        "litres",
        "haemolysis",
    ],
)
def test_a_british_word_is_found(word: str) -> None:
    assert british_words(f"one\ntwo {word} three") == [(2, word)]
    assert british_words(f"Smith et al 2004, Journal of {word}") == []


@pytest.mark.parametrize("word", ["optimistic", "characteristic", "analyses", "center", "modeled", "schema"])
def test_an_american_word_is_let_through(word: str) -> None:
    assert british_words(word) == []


def test_a_machine_path_is_found() -> None:
    assert machine_paths("see " + "/" + "home/someone/data.csv") == [1]
    assert machine_paths("'" + "/" + "tmp/result.nc'") == [1]
    assert machine_paths("mg/kg at home/work, src/nemda/work/data.csv") == []
