# make report   build the site and the PDF        make test   run every test; with FAST=1 all but the slow ones
# make check    style, types, import order        make lock   pin the newest versions again
# make environment  only set up           make tools  what those who work on the project want besides
# make sbom     a bill of materials        make coverage  the lines that no test reaches
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# The Pythons and machines that the locks are for; `make lock` sees to it.
PYTHONS = 3.14 3.13 3.12 3.11
PLATFORMS = x86_64-manylinux_2_28 aarch64-manylinux_2_28 aarch64-apple-darwin x86_64-pc-windows-msvc
MACOS = 15.0

.PHONY: report test coverage environment tools compute check bench sbom screenshots mutants parity lock complete docs clean help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -5

report: environment
	@$(BIN)/report build $(ARGS)

test: environment
	@$(BIN)/python -m pytest -n auto --dist worksteal -q $(if $(FAST),-m 'not slow') $(ARGS)

# The lines that no test reaches; it doubles the tests' time.
coverage: environment
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term $(ARGS)"

# What `quarto render` runs first. A build that calls Quarto itself has computed already.
compute:
ifndef REPORT_COMPUTED
	@$(MAKE) --no-print-directory environment
	@$(BIN)/report compute --read
endif

check: environment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/names.py

bench: environment
	@$(BIN)/python -m benchmarks.targets $(ARGS)
	@$(BIN)/python -m benchmarks.notebooks
	@$(BIN)/python -m benchmarks.builds
	@$(BIN)/python -m benchmarks.preview
	@$(BIN)/python -m benchmarks.audit
	@$(BIN)/python -m benchmarks.judged

# Pages of the site on a phone, a tablet and a desk, in light and dark: ARGS="build/site PAGE.html …"
screenshots: tools
	@$(BIN)/report build --formats html
	@$(BIN)/python tools/screenshots.py $(ARGS)

# All locked packages with their licences, in CycloneDX.
sbom: environment
	@mkdir -p build
	@$(BIN)/python tools/sbom.py > build/sbom.json
	@echo build/sbom.json

# Whether the tests notice slips in statistics/ and audit/; minutes: ARGS="--number 300 --seed 1 --jobs 2"
mutants: environment
	@$(BIN)/python -m benchmarks.mutants $(ARGS)

# Quarto and the embedded renderer side by side: ARGS="--publication NAME", "--json", "--save"
parity: environment
	@PYTHONPATH=tests $(BIN)/python -m parity $(ARGS)

# The documentation as a site and a PDF, built by the library itself.
docs: environment
	@$(BIN)/python tools/docs.py $(VENV)/docs
	@$(BIN)/python -m reproreport adopt $(VENV)/docs
	@echo in $(VENV)/docs

clean: environment
	@$(BIN)/report clean

# The Python of PYTHON where one is named, else that of the environment, else the first one that fits.
GIVEN = $(filter-out file,$(origin PYTHON))
CANDIDATES = $(PYTHON) $(if $(GIVEN),,$(PYTHONS:%=python%))
FITS = -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] not in "$(PYTHONS)".split())' 2>/dev/null

# Looked at each time, because a folder is moved and a Python replaced without make's noticing.
environment:
	@$(if $(GIVEN),,[ -x $(BIN)/python ] && [ -f $(VENV)/ready ] \
	  && { pwd -P; $(BIN)/python -V 2>&1 | cut -d. -f1,2; cat pyproject.toml requirements.lock; } \
	    | cmp -s - $(VENV)/ready && exit 0;) \
	for python in $(if $(GIVEN),,$(BIN)/python) $(CANDIDATES); do \
	  "$$python" $(FITS) && exec "$$python" -I tools/environment.py $(VENV); \
	done; \
	echo "error: none of these is a Python $(lastword $(PYTHONS)) to $(firstword $(PYTHONS)): $(CANDIDATES)" >&2; \
	echo "    install one, or say where it is: make PYTHON=/path/to/python3" >&2; exit 1

# To pin newer packages, to check pages as the W3C does, and pip's newest release, which the tests try, too.
tools: environment
	@$(BIN)/python -I tools/environment.py $(VENV) requirements-tools.lock

UV = $(BIN)/uv
COMPILE = $(UV) pip compile --universal --python-version $(lastword $(PYTHONS)) --generate-hashes --upgrade \
  --no-emit-index-url --no-annotate --no-header --quiet
NEW = $(VENV)/new
HEADER = for Python $(lastword $(PYTHONS)) to $(firstword $(PYTHONS)) on Linux, macOS $(MACOS) or newer and Windows. Made by `make lock`.

lock: tools
	@mkdir -p $(NEW)
	@$(COMPILE) pyproject.toml --extra test -o $(NEW)/requirements.lock
	@$(COMPILE) --group tools --constraints $(NEW)/requirements.lock -o $(NEW)/requirements-tools.lock
	@$(MAKE) --no-print-directory complete LOCKED=$(NEW)/
	@for lock in requirements.lock requirements-tools.lock; do \
	  { echo '# Versions and hashes of every package, $(HEADER)'; cat $(NEW)/$$lock; } > $(NEW)/lock; \
	  mv $(NEW)/lock $$lock; done

# Whether all that a locked package wants is locked, too, with a file for every Python and machine.
complete: tools
	@for lock in requirements.lock requirements-tools.lock; do \
	for python in $(PYTHONS); do for platform in $(PLATFORMS); do \
	  MACOSX_DEPLOYMENT_TARGET=$(MACOS) $(UV) pip install --dry-run --quiet --require-hashes \
	    --only-binary :all: --python-version $$python --python-platform $$platform \
	    --python $(BIN)/python --target $(NEW)/none --requirement $(LOCKED)$$lock \
	  || { echo "error: $(LOCKED)$$lock is not complete for Python $$python on $$platform" >&2; exit 1; }; \
	done; done; done
