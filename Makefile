# Every command of this repository. `make help` lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
TOOLS := $(VENV)/tools-ready

.DEFAULT_GOAL := help
.PHONY: help board test check fix docs docs-site docs-picture catalogues bench demo-world clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "facta needs Python 3.11 or newer; run: make PYTHON=python3.12 board")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): requirements-dev.lock $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

board: $(READY) ## Install into .venv and show the board of the flagship case
	@$(BIN)/facta run russia-taliban

test: $(TOOLS) ## Run the tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal --inline-snapshot=disable

check: $(TOOLS) ## Run ruff, mypy, the order of imports and the spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=src $(BIN)/lint-imports
	@$(BIN)/typos

fix: $(TOOLS) ## Mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(TOOLS) ## Write the generated pages of docs/reference
	@$(BIN)/python docs/make.py

docs-site: $(TOOLS) ## Build the documentation as a site in build/docs
	@$(BIN)/python docs/site.py

docs-picture: $(TOOLS) ## Take the picture of the board in README, with the chromium of this machine
	@$(BIN)/python docs/picture.py

catalogues: $(TOOLS) ## Bring the pages' words in other languages up to date and compile them
	@PYTHONPATH=. $(BIN)/python catalogues/make.py

bench: $(TOOLS) ## Measure what README and docs claim
	@for script in benchmarks/*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script || exit 1; done

demo-world: $(TOOLS) ## Collect the flagship case from publishers that are played on loopback
	@$(BIN)/python -m world.demo

clean: ## Remove the virtual environment and everything made
	@rm -rf $(VENV) .facta brief.html build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
