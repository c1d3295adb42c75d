# Two commands are enough: `make run` starts gaemi with play money, `make test` runs all tests.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run setup test prove peers lint bench bench-peers lock clean

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet
PACKAGES := core storage bot sim
ARGS ?=
export PYTHONUTF8 := 1
# Tests start some hundred processes: without compiled files each would compile all of gaemi anew.
unexport PYTHONDONTWRITEBYTECODE

help:  ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.runtime  ## create .venv if needed and start gaemi (GAEMI_LANG=en make run speaks English)
	@$(VENV)/bin/gaemi run $(ARGS)

setup: $(VENV)/.dev peers  ## install everything that run, test and lint need

# Tests of whole processes wait more than they compute.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

test: setup  ## install what tests need and run all of them (ARGS="-k risk" narrows)
	$(PY) -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

HOURS ?= 8
SEEDS ?= 0-99999999

prove: setup  ## run the long proofs for HOURS, go on where the last run stopped, write the scorecard
	$(PY) -m tests.prove --hours $(HOURS) --seeds $(SEEDS) $(ARGS)

lint: $(VENV)/.dev  ## check style, types, import rules and common security mistakes
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/bandit --quiet --configfile pyproject.toml --recursive $(PACKAGES)

bench: $(VENV)/.dev  ## measure starts, memory and what safety costs into build/bench
	@mkdir -p build/bench
	for script in bench/[a-z]*.py; do \
	  $(PY) "$$script" --json "build/bench/$$(basename "$$script" .py).json"; \
	done

BENCH_PEERS := vectorbt backtesting backtrader nautilus_trader

# Each in an environment of its own: they need different releases of the same libraries.
bench-peers: $(VENV)/.made  ## install the libraries that bench/backtest.py is measured against
	@for peer in $(BENCH_PEERS); do \
	  echo "Installing $$peer ..."; \
	  $(PY) -m venv "build/bench-peers/$$peer"; \
	  "build/bench-peers/$$peer/bin/python" -m pip --disable-pip-version-check install --quiet \
	    --requirement "bench/peers/$$peer.txt"; \
	done

# The locks hold hashes and no address: they work with whatever index pip is configured for.
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --generate-hashes --universal \
  --python-version 3.11 --no-emit-index-url --no-emit-find-links \
  --custom-compile-command "make lock" --group build

lock: $(VENV)/.dev  ## write requirements*.lock anew from pyproject.toml (ARGS=--upgrade for newer)
	$(COMPILE) $(ARGS) --output-file requirements.lock
	$(COMPILE) $(ARGS) --group dev --constraints requirements.lock \
	  --output-file requirements-dev.lock

clean:  ## remove what make made
	rm -rf $(VENV) build dist *.egg-info tests/peers/node_modules \
	  .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# --- files that say what is installed ---

$(VENV)/.made:
	@found=; unusable=; \
	for python in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found="$$python"; break; fi; \
	  unusable="$${unusable:-$$python}"; \
	done; \
	if [ -z "$$found" ] && [ -n "$$unusable" ]; then \
	  version=$$("$$unusable" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "gaemi: $$unusable cannot make virtual environments." \
	    "Do: sudo apt install python$$version-venv" >&2; exit 1; \
	elif [ -z "$$found" ]; then \
	  echo "gaemi: found $$(python3 --version 2>/dev/null || echo no Python); Python 3.11 or newer is needed." \
	    "Install it, or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	echo "Creating $(VENV) with $$("$$found" --version) ..."; \
	"$$found" -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements.lock pyproject.toml
	@echo "Installing what gaemi needs (about half a minute the first time) ..."
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@echo "Installing what tests and checks need ..."
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@

PEERS := tests/peers/node_modules/.installed

peers: $(if $(shell command -v npm),$(PEERS),no-node)

$(PEERS): tests/peers/package-lock.json
	@echo "Installing the servers that tests talk to ..."
	@cd tests/peers && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: no-node
no-node:
	@if [ -n "$${CI:-}" ]; then \
	  echo "gaemi: npm is missing, and CI must have it (Node 20 or newer)" >&2; exit 1; \
	fi
	@echo "npm is missing: tests that talk to foreign servers will be skipped by name"
