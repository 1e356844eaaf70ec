# make demo and make test do all the set-up. Everything else is for those who change the code.
.PHONY: setup demo test lint bench soak docs lock clean
PYTHON ?= $(shell for v in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$v -c 'import sys; sys.exit(not (3,11) <= sys.version_info < (3,15))' >/dev/null 2>&1 && command -v $$v && break; done)
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
JOBS ?= 2
demo_folder ?= sepidar-demo

setup: $(RUN)

.venv/.python:
	@if [ -z "$(PYTHON)" ]; then echo "atleast needs Python 3.11, 3.12, 3.13 or 3.14. On Debian: apt install python3 python3-venv" >&2; exit 2; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian: apt install python3-venv" >&2; exit 2; }
	@rm -rf .venv && $(PYTHON) -m venv .venv && touch $@

$(RUN): .venv/.python requirements/run.txt pyproject.toml
	@echo "setting up (once): libraries into .venv" >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	@echo "setting up (once): what the tests need" >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

demo: $(RUN)
	@$(BIN)/atleast demo $(demo_folder)

test: $(DEV)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadscope

lint: $(DEV)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: $(DEV)
	@$(BIN)/python -m bench.all

soak: $(DEV)
	@ATLEAST_SOAK=1 $(BIN)/python -m pytest tests/faults -n $(JOBS)

docs: $(DEV)
	@$(BIN)/python -m scripts.build_docs

# For maintainers: new locks, without addresses.
lock:
	@for f in run dev; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url requirements/$$f.in -o requirements/$$f.txt -q --upgrade; done

clean:
	@rm -rf .venv build dist $(demo_folder)
