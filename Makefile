# `make` alone lists the targets.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
BROWSER_TESTS = tests/browser
# A process a core, four at most (each may take 1 GB); a file's tests stay together, as they may share a server.
TESTS = $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile
BENCH_DATA = var/bench

.PHONY: help run test test-fast lint format lock messages extract score guide bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.runs ## environment, database, demonstration data, server at http://127.0.0.1:8000/ (PORT=… changes it)
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py seed
	ONE_PERSON_OFFICE=$${ONE_PERSON_OFFICE:-1} $(BIN)/python manage.py runserver --noreload 127.0.0.1:$(PORT)

test: lint ## everything that CI checks; on PostgreSQL as well where TEST_DATABASE_URL names one
	$(TESTS)
	@if [ -n "$(TEST_DATABASE_URL)" ]; then DATABASE_URL="$(TEST_DATABASE_URL)" $(TESTS); fi

test-fast: $(VENV)/.develops ## the tests without a browser, on SQLite
	$(TESTS) --ignore=$(BROWSER_TESTS)

lint: $(VENV)/.develops ## format, lint, types, imports, migrations, API schema
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --strict indicators/extraction indicators/anchoring.py articles/archive.py
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

format: $(VENV)/.develops ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.develops ## the lock files anew, from pyproject.toml: versions and hashes, no addresses
	$(BIN)/uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -c requirements.lock -o requirements-dev.lock

messages: $(VENV)/.develops ## collect what users see into portal/locale/en, then compile it
	@command -v msgfmt >/dev/null || .ci/install gettext
	$(BIN)/python manage.py makemessages --locale en --no-location --extension html,txt,py,svg --ignore .venv --ignore var --ignore tests
	$(BIN)/python manage.py compilemessages --locale en --ignore .venv --ignore var --ignore tests

extract: $(VENV)/.runs ## the figures of a text: make extract FILE=bulletin.txt
	$(BIN)/python -m indicators.extraction $(FILE)

score: $(VENV)/.runs ## how well figures are read, on the own gold and the labelled corpus where present; ERRORS=20 lists disagreements
	$(BIN)/python -m bench.score --errors $(or $(ERRORS),0)

guide: $(VENV)/.develops ## the pictures of docs/editor-guide.md anew, taken in Chromium
	PYTHONPATH=. $(BIN)/python docs/editor-guide/take.py

bench: $(VENV)/.runs $(VENV)-bench/.runs ## how fast figures are read, beside two other readers and on hostile input; whether they are followed through edits; the API beside a plain one; pages beside a bare view; the review desk beside a plain form
	$(BIN)/python -m bench.extraction --others $(VENV)-bench/bin/python
	$(BIN)/python -m bench.anchors
	test -s $(BENCH_DATA)/portal.sqlite3 || DATA_DIR=$(BENCH_DATA) $(BIN)/python -m bench.archive
	DATA_DIR=$(BENCH_DATA) $(BIN)/python -m bench.api
	DATA_DIR=$(BENCH_DATA) $(BIN)/python -m bench.site
	DATA_DIR=$(BENCH_DATA) $(BIN)/python -m bench.desk

$(VENV)-bench/.runs: bench/requirements.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; PYTHON=… names one."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); .ci/install python3-venv && $(PYTHON) -m venv $(VENV); }

$(VENV)/.runs: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.develops: requirements-dev.lock $(VENV)/.runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
