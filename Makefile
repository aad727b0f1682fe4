# make        sets up .venv and runs the bundled workflow
# make test   all tests          make lint   format, style, types, workflow
# make bench  speed and memory   make docs   generated pages of docs/
# make screenshots   pictures of the main views for the README
# make references    pictures that the browser tests hold the pages against
# make messages   brings the Mongolian catalogue up to date with the words of the code
# make fuzz   2,000 datasets corrupted at random
# make real LICENCES=register.gpkg   the run with downloaded boundaries and people, and your register

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# A .yaml is laid over the others as it is; any other file is a whole register with our columns.
REAL := --configfile config/real.yaml config/datasets/cod_ab_soums.yaml \
	config/datasets/worldpop_population.yaml $(filter %.yaml %.yml,$(LICENCES))
ifeq ($(filter %.yaml %.yml,$(LICENCES)),)
REAL += --config 'datasets={"licences": {"path": "$(LICENCES)", "coverage": "complete"}}'
endif

.PHONY: all run real named test fuzz lint bench docs screenshots references messages cells lock clean

all: run

run: $(VENV)/.installed
	@$(BIN)/snakemake --quiet rules progress

real: named $(VENV)/.installed
	@$(BIN)/snakemake fetch --quiet rules progress $(REAL)
	@$(BIN)/snakemake --quiet rules progress $(REAL)

named:
	@test -f "$(LICENCES)" || { \
		echo "Name your licence register, or the .yaml with its dataset block:"; \
		echo "  make real LICENCES=data/user/register.gpkg"; \
		echo "$(if $(LICENCES),There is no file $(LICENCES). )See docs/use-your-own-data.md."; \
		exit 2; }

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

fuzz: $(VENV)/.installed-dev
	FUZZ_CASES=2000 $(BIN)/python -m pytest -q tests/bad_inputs/test_fuzz.py

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check --compact-diff Snakefile workflow
	$(BIN)/mypy
	$(BIN)/snakemake --lint
	$(BIN)/frictionless validate data/datapackage.json

bench: $(VENV)/.installed-dev
	$(BIN)/python benches/bench.py

docs: $(VENV)/.installed
	$(BIN)/python docs/generate.py

# New words stay empty in the catalogue until somebody translates them; the tests say which.
messages: $(VENV)/.installed
	$(BIN)/python -m nutag.extraction

# The bundled soum boundaries and settlements, from the tables and outlines beside them.
cells: $(VENV)/.installed
	$(BIN)/python data/build/soum_boundaries.py
	$(BIN)/python data/build/settlements.py

# Pictures of the main views of results/ into docs/images/.
screenshots: run $(VENV)/.installed-dev
	$(BIN)/python docs/screenshots.py

# After a change of the looks that is meant; look at them before they are committed.
references: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q tests/browser/test_pictures.py --update-screenshots

# Needs uv; asks the package index that pip is set up with.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" --quiet -o requirements-dev.lock

clean:
	rm -rf interim results logs benchmarks .snakemake

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "nutag needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Could not set up $(VENV); on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what nutag needs into $(VENV) (once; some minutes)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what the tests need"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
