# Everything a person needs on a fresh machine with Python 3.11 or newer, git and make.
# A suitable Python is looked for; name another one with: make test PYTHON=/path/to/python3

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
INPUTS := pyproject.toml src/nemda/_version.py

.DEFAULT_GOAL := help
.PHONY: help demo test validate docs bench lint types clean

help:
	@echo "make demo      simulate a published trial (installs the core only)"
	@echo "make test      run the tests"
	@echo "make validate  run the long comparisons with published data (slow)"
	@echo "make docs      build the documentation into site/"
	@echo "make bench     measure the speed on this machine"
	@echo "make lint      check style and formatting"
	@echo "make types     check types"
	@echo "make clean     remove what was built; the environment in .venv stays"

demo: $(VENV)/.core
	@echo "==> Simulating examples/wilkinson2018.yaml with 500 people"
	@$(BIN)/nemda simulate examples/wilkinson2018.yaml --n 500 --out out/demo

test: $(VENV)/.dev
	@echo "==> Running the tests"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

validate: $(VENV)/.dev
	@echo "==> Running the slow validation tests"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m slow -n 2

docs: $(VENV)/.dev
	@echo "==> Building the documentation"
	@$(BIN)/python -m mkdocs build --strict

bench: $(VENV)/.dev
	@$(BIN)/nemda bench

lint: $(VENV)/.dev
	@status=0; \
	$(BIN)/python -m ruff check . || status=1; \
	$(BIN)/python -m ruff format --check . || status=1; \
	exit $$status

types: $(VENV)/.dev
	@$(BIN)/basedpyright

clean:
	rm -rf out site build dist docs/generated .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps .core and .dev make repeated calls quick; a changed pyproject.toml installs again.
$(VENV)/.core: $(INPUTS) | $(BIN)/python
	@echo "==> Installing nemda and its libraries into $(VENV) (a few minutes the first time)"
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.dev: $(INPUTS) | $(BIN)/python
	@echo "==> Installing nemda with its development tools into $(VENV) (some minutes the first time)"
	@$(INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/.core

$(BIN)/python:
	@found=""; \
	for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  found="$$candidate"; \
	  echo "==> Creating $(VENV) with $$("$$candidate" --version)"; \
	  if "$$candidate" -m venv --clear $(VENV); then exit 0; fi; \
	  rm -rf $(VENV); \
	done; \
	if [ -n "$$found" ]; then \
	  echo "$$found could not create an environment. On Debian or Ubuntu: apt install python3-venv" >&2; \
	else \
	  echo "nemda needs Python 3.11 or newer, and none of python3, python3.13, python3.12, python3.11 is." >&2; \
	  echo "Install one from your system or python.org, or name it: make test PYTHON=/path/to/python3" >&2; \
	fi; \
	exit 1
