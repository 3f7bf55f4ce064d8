# Muster: everything sets itself up in .venv from uv.lock; nothing else is needed but Python and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
COMPILED := $(VENV)/.compiled
UV_VERSION := 0.13.9

.PHONY: install demo test test-slow lint docs bench bench-quick bench-record bench-board bench-match lock clean

install: $(COMPILED)  ## set up .venv from the lock

$(STAMP): pyproject.toml uv.lock
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Muster needs Python 3.11 or later; set PYTHON=... to one")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv export --quiet --frozen --group dev --group bench --no-emit-project --format requirements-txt --output-file $(VENV)/requirements.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes --requirement $(VENV)/requirements.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	touch $(STAMP)

KERNEL_SOURCES := src/muster/kernel_cache.py $(wildcard src/muster/planning/*.py src/muster/rehearsal/*.py)
$(COMPILED): $(STAMP) $(KERNEL_SOURCES)  # again after an update
	$(BIN)/python -m muster.planning.compile_ahead
	$(BIN)/python -m muster.rehearsal.compile_ahead
	touch $(COMPILED)

lock:  ## resolve the dependencies anew (needs an index); the lock names no host
	$(BIN)/uv lock
	$(BIN)/python tools/neutral_lock.py uv.lock

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

DEMO := examples/northeast-syria-2026
DEMO_H := 80
demo: $(COMPILED)  ## plan the reference scenario, check the plan, carry it out until its fourth day, show the board
	$(BIN)/muster plan $(DEMO) --time 25 --out out/demo
	$(BIN)/muster verify-plan out/demo $(DEMO)
	rm -rf out/demo-record
	$(BIN)/muster demo operations --scenario $(DEMO) --plan out/demo --until $(DEMO_H) --out out/demo-record
	$(BIN)/muster demo board out/demo-record

test: $(COMPILED) lint  ## every check but the slow suite
	$(BIN)/python -m pytest -m "not slow" -n auto --dist loadfile

test-slow: $(COMPILED)  ## long fuzzing and timed suites
	$(BIN)/python -m pytest -m slow

bench: $(COMPILED)  ## Muster and its peers on every instance, then the table; goes on where it was
	$(BIN)/python -m bench

bench-quick: $(COMPILED)  ## the same on a few small instances, in less than 3 minutes
	$(BIN)/python -m bench --quick

bench-record: $(STAMP)  ## the record beside plain SQLite and bare Ed25519; wants a quiet machine
	$(BIN)/python -m bench.record_speed

bench-board: $(COMPILED)  ## the board with 50 pages open and four gates scanning; wants a quiet machine
	$(BIN)/python -m bench.board_load

PEERS := .venv-peers

bench-match: $(COMPILED) $(PEERS)/.installed  ## matching on rosters with truth, beside its peers; about half an hour
	$(BIN)/python -m bench.matching

$(PEERS)/.installed: pyproject.toml uv.lock $(STAMP)  # PyICU is built: needs g++, pkg-config, libicu-dev
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(BIN)/uv export --quiet --frozen --only-group peers --no-emit-project --format requirements-txt --output-file $(PEERS)/requirements.txt
	VIRTUAL_ENV=$(PEERS) $(BIN)/uv pip install --quiet --require-hashes --requirement $(PEERS)/requirements.txt
	touch $@

docs: $(STAMP)  ## generate the data dictionary, the schemas and the tables from the code
	$(BIN)/python -m muster.scenario.folder.dictionary docs
	$(BIN)/python tools/write_plan_schema.py
	$(BIN)/python tools/write_event_dictionary.py
	$(BIN)/python tools/write_rules_page.py
	$(BIN)/python tools/write_api_pages.py

clean:
	rm -rf $(VENV) $(PEERS) out
