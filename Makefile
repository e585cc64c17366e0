# Two commands do everything on a fresh machine: `make run` and `make test`.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: install run test test-postgres check bench docs pages postman clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONFIG ?= config/config.json
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 $(BIN)/python -m pip install --quiet -c config/constraints.txt
SOURCES := setup.cfg pyproject.toml config/constraints.txt client/setup.cfg

install: $(VENV)/.run-installed

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: $(SOURCES) | $(BIN)/python
	$(PIP) --editable . --editable ./client
	@touch $@

$(VENV)/.test-installed: $(VENV)/.run-installed
	$(PIP) --editable '.[test,check,docs]' --editable ./client
	@touch $@

run: install
	@test -f $(CONFIG) || $(BIN)/tradepost new-config --yes -c $(CONFIG)
	@$(BIN)/tradepost trade -c $(CONFIG)

check: $(VENV)/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The services that only some tests talk to (nginx, node, the PyPI client) are installed by the tests' own script.
test: check
	bash tests/install-tools.sh
	rm -f .coverage .coverage.*
	$(BIN)/pytest -n 2 --cov --cov-report=
	$(BIN)/coverage report

# The same with all trades of the tests on a PostgreSQL server (TRADEPOST_TEST_POSTGRES, or the one of this machine).
test-postgres: $(VENV)/.test-installed
	bash tests/install-tools.sh
	TRADEPOST_TEST_DATABASE=postgres $(BIN)/pytest -n 2

# Writes the Postman collection anew, after a change of the API.
postman: install
	$(BIN)/python -m app.openapi.postman

bench: install
	$(PIP) --editable '.[test]'
	$(BIN)/python -m benchmarks

# The pages that are made out of the program; docs/ holds them, so that they can be read without building anything.
pages: install
	$(BIN)/python -m tools.pages

docs: install
	$(PIP) --editable '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "Open build/docs/index.html"

clean:
	rm -rf $(VENV) .venv-client node_modules build *.egg-info client/*.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache
