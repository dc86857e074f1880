# One command each for what people do here; `make help` lists them. All paths are relative, so that the folder may
# stand anywhere and be called anything.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
DATA ?= $(or $(THROUGHGATE_DATA),data)
PORT ?= 8501
WORKERS ?= 2

RUN := .venv/bin/python -m throughgate.cli
# A moved or copied folder brings a .venv that points at the old place: it is made again.
ifneq ($(shell cat .venv/made-in 2>/dev/null),$(shell pwd))
ENVIRONMENT_IS_FOREIGN := foreign
endif

.PHONY: help run demo serve test browser lint format bench lock docs clean environment foreign

help: ## list these commands
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | while IFS=$$'\t' read -r name words; do \
	  printf '  make %-12s %s\n' "$$name" "$$words"; done
	@echo
	@echo '  DATA=DIR holds the published data (default data/), PORT=N is the port of the dashboard (8501),'
	@echo '  PYTHON=FILE is the Python to build with (3.11 or later).'

run: demo ## open the dashboard; builds the demonstration file where nothing is published yet
	@$(MAKE) --no-print-directory serve

# The folder goes through the environment, not the command line: no quoting can go wrong.
demo serve: export THROUGHGATE_DATA := $(DATA)
demo: environment ## build the demonstration file where nothing is published yet
	@$(RUN) demo --if-missing

serve: environment ## open the dashboard on what is published
	@$(RUN) serve --port $(PORT)

test: environment browser ## run all tests; installs chromium where it can, and says what is left out where it cannot
	@env -u THROUGHGATE_DATA OPENBLAS_NUM_THREADS=1 .venv/bin/python -m pytest -n $(WORKERS) $(PYTEST)

lint: environment ## check style, layers and SQL
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/ty check --no-progress
	.venv/bin/lint-imports
	.venv/bin/sqlfluff lint --disable-progress-bar queries

format: environment ## lay the code out as `make lint` wants it
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: environment ## measure load, pages, board packs, projections, their accuracy, matching, subgroups and the false alarms of fair play
	@for script in bench/{load,pages,pack,speed,accuracy,matching,subgroups,fairness}.py; do echo "== $$script"; .venv/bin/python "$$script"; done

docs: environment ## write docs/data_dictionary.md again from the schema
	.venv/bin/python -m throughgate.store.dictionary > docs/data_dictionary.md

# uv is wanted for this alone, so it gets an environment of its own and never enters the lock.
lock: environment ## resolve pyproject.toml into requirements.lock again, with hashes and without addresses
	@folder="$$(mktemp -d)"; trap 'rm -rf "$$folder"' EXIT; \
	.venv/bin/python -m venv "$$folder/venv"; \
	"$$folder/venv/bin/pip" install -qq --disable-pip-version-check uv; \
	"$$folder/venv/bin/uv" pip compile --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --python-version 3.11 --all-extras $(LOCK) --quiet \
	  pyproject.toml --output-file requirements.lock

clean: ## remove the environment and what tools leave behind; published data stay
	rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis screenshots
	find throughgate tests bench pages -name __pycache__ -type d -prune -exec rm -rf {} +

environment: .venv/installed

.venv/locked: requirements.lock $(ENVIRONMENT_IS_FOREIGN)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "make: Throughgate needs Python 3.11 or later, and $(PYTHON) is $$("$(PYTHON)" --version 2>&1 || true)." >&2; \
	  echo 'make: install it (Debian 12 and later: apt-get install python3 python3-venv), or give one: make run PYTHON=/path/to/python3.11' >&2; \
	  exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'make: this Python cannot make a virtual environment: on Debian, apt-get install python3-venv.' >&2; \
	  exit 1; }
	@echo 'Setting up .venv from requirements.lock (once; a minute or two) ...'
	@"$(PYTHON)" -m venv --clear .venv
	@.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@pwd > .venv/made-in
	@touch .venv/locked

.venv/installed: .venv/locked pyproject.toml
	@.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/installed

# The browser tests drive Debian's chromium. Where it cannot be installed they are left out, and that is said.
browser:
	@if command -v chromium >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo 'Installing chromium for the browser tests ...'; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null; then exit 0; fi; \
	fi; \
	echo 'chromium is not here and cannot be installed: the tests of tests/browser/ are left out.' >&2; \
	echo 'To run them: apt-get install chromium (as root), then make test.' >&2
