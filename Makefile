# Two commands matter: `make run` opens the kiosk, `make test` proves it.
# Everything lives in .venv/; nothing outside this folder is touched.
PYTHON ?= python3
BIN := .venv/bin
# A virtual environment that happens to be active must not leak into ours.
unexport VIRTUAL_ENV
unexport PYTHONPATH
unexport PYTHONHOME

.PHONY: run demo test test-services check format pictures tablet-picture lock clean

run: .venv/run-ready
	$(BIN)/kiosk run

demo: .venv/run-ready
	$(BIN)/kiosk demo

test: .venv/dev-ready
	# More workers than cores: the tests in a terminal mostly wait for the screen.
	$(BIN)/python -m pytest -n 4 --dist worksteal

# Needs the programs in tests/services/debian-packages.txt; a test that misses one says which.
test-services: .venv/dev-ready .venv/checkers/ready
	$(BIN)/python -m pytest -m services

.venv/checkers/ready: tests/services/requirements.txt .venv/dev-ready
	$(BIN)/python -m venv .venv/checkers
	.venv/checkers/bin/python -m pip install --quiet --disable-pip-version-check -r tests/services/requirements.txt
	@touch $@

check: .venv/dev-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev-ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The kiosk needs Python 3.11 or newer. Try: make PYTHON=python3.12 run"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run-ready: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev-ready: requirements-dev.lock .venv/run-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The screenshots of the README, from the running app.
pictures: .venv/dev-ready
	$(BIN)/python -m tools.pictures

# The same question on a tablet; needs Debian's chromium.
tablet-picture: .venv/dev-ready
	$(BIN)/python -m tools.tablet_picture

# Needs uv. The lock files name versions and hashes, never an index.
lock:
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --group build pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --group build --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
