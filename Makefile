# The commands of the project. Everything is installed into .venv from pinned lists.
.PHONY: setup run test fuzz faults lint lock catalogues model scam-model clean

# The first that runs and is new enough: a name on the PATH may be a shim of a version that is not there.
PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
# What a test starts is compiled once, not each time, whatever a container's image says.
unexport PYTHONDONTWRITEBYTECODE

setup: .venv/installed

.venv/installed: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Install it, or say where it is: make PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: setup
	$(BIN)/ansinh run $(if $(DEMO),--demo)

test: .venv/installed-dev
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal

# What parses is tried with many more inputs than in `make test`; minutes to hours.
fuzz: .venv/installed-dev
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -m hypothesis --timeout=7200 --hypothesis-show-statistics

# An announcement to 5,000 people, killed at 50 random moments, and the other faults; prints counts. Minutes.
faults: .venv/installed-dev
	FULL_FAULTS=1 $(BIN)/python -m pytest -s tests/end_to_end/test_broadcast_faults.py tests/unit/delivery/test_announcement_faults.py

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

lock: .venv/installed-dev
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

catalogues: .venv/installed-dev
	$(BIN)/pybabel -q extract --no-default-keywords -k say -k N_ -k choice:2 --no-location --no-wrap --sort-output --output-file .venv/ansinh.pot bot handlers
	for locale in vi en; do $(BIN)/pybabel -q update --no-wrap --no-fuzzy-matching --ignore-obsolete --domain ansinh --input-file .venv/ansinh.pot --output-dir locales --locale $$locale; done

scam-model: .venv/installed-dev
	$(BIN)/python -m bot.scams.training tests/data/scams_learning*.tsv

model: .venv/installed-dev
	$(BIN)/python -m bot.knowledge.training

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
