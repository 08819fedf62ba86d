# make report   build the site and the PDF        make test   run every test
# make check    style, types, import order        make lock   pin the newest versions again
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/ready

.PHONY: report test compute check bench lock clean help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -2

report: $(READY)
	@$(BIN)/report build $(ARGS)

test: $(READY)
	@$(BIN)/python -m pytest -n auto --dist worksteal -q $(ARGS)

# What `quarto render` runs first. A build that calls Quarto itself has computed already.
compute:
ifndef REPORT_COMPUTED
	@$(MAKE) --no-print-directory $(READY)
	@$(BIN)/report compute --read
endif

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	@$(BIN)/python -m benchmarks.targets $(ARGS)
	@$(BIN)/python -m benchmarks.builds
	@$(BIN)/python -m benchmarks.audit

clean: $(READY)
	@$(BIN)/report clean

# Once, and again when a pinned version changes: the packages, checked against their hashes.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …")'
	@echo "Setting up $(VENV) (once; a minute or two) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

lock: $(READY)
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --upgrade -o requirements.lock
	@sed -i.old '1i\
# Versions and hashes of every package, for Python 3.11 to 3.14 on any platform. Made by `make lock`.' requirements.lock
	@rm -f requirements.lock.old
