# Spine Mimics. Needs Python 3.11 or newer, git and make; everything else it gets by itself.
#   make run      look at it and develop: http://127.0.0.1:8000 (HOST, PORT)
#   make serve    the production server on this machine
#   make test     all tests, the browser ones too          make check   everything that is not a test
PYTHON ?= python3
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
# Two processes for the tests; WORKERS=0 for one.
WORKERS ?= 2
.DEFAULT_GOAL := help
.PHONY: help env dev run serve test test-fast test-e2e check check-python check-templates check-js \
	check-deploy check-library cohort bench fuzz crawl axe screenshots exhaustive messages lock format clean

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

env: ## Make the environment for running
	@$(PYTHON) config/bootstrap.py requirements.txt

dev: ## Make the environment for developing
	@$(PYTHON) config/bootstrap.py requirements-dev.txt

run: env ## Prepare everything and start on http://127.0.0.1:8000 (HOST, PORT)
	@$(PY) -m config.run run

serve: env ## The same with the production server (gunicorn); see docs/administration.md
	@$(PY) -m config.run serve

test: test-fast test-e2e ## All tests

test-fast: dev ## Tests without a browser
	$(PYTEST) -n $(WORKERS) --dist loadfile -m "not e2e and not exhaustive" --ignore=tests/e2e

test-e2e: dev ## Tests in a browser (Chromium; CHROMIUM=/path if it is not found)
	@CHROMIUM="$$($(PY) -m tests.e2e.chromium)" || exit 1; \
	export CHROMIUM DJANGO_ALLOW_ASYNC_UNSAFE=true; \
	$(PYTEST) -n $(WORKERS) --dist worksteal tests/e2e -m "e2e and not exhaustive"

exhaustive: dev ## Long variants of the tests
	CHROMIUM="$$($(PY) -m tests.e2e.chromium)" DJANGO_ALLOW_ASYNC_UNSAFE=true $(PYTEST) -m exhaustive

check: check-python check-templates check-deploy check-js ## Rules, types, architecture, content

check-python: dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy config knowledge cases quiz
	.venv/bin/lint-imports --no-logo

check-templates: dev
	.venv/bin/djlint templates --check
	.venv/bin/djlint templates --lint

check-deploy: dev
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check_knowledge
	@echo "check --deploy, with production settings"
	@SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')" ALLOWED_HOSTS=spine.example.org \
		DEIDENTIFY_SECRET="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		DJANGO_SETTINGS_MODULE=config.settings.production $(PY) manage.py check --deploy --fail-level WARNING

check-js:
	@$(PYTHON) tests/javascript.py

check-library: dev ## Draw every recipe coarsely and look it over; goes on where it was stopped
	nice -n 10 $(PY) manage.py check_library $(ONLY)
	nice -n 10 $(PYTEST) -m "exhaustive or shared" tests/cases/phantom

cohort: dev ## Simulate a class of 200 learners x 100 reads and check the dashboards against it
	nice -n 10 $(PY) manage.py simulate_cohort --learners 200 --reads 100

bench: dev ## Measure; goals, results and ratios
	@$(PY) -m tests.bench $(ONLY)

bench-scale: dev ## Measure with 1,000,000 responses, in SQLite and, where it is installed, PostgreSQL
	@$(PY) -m pip install --quiet --require-hashes -r requirements-postgres.txt
	@$(PY) -m tests.bench scale

fuzz: dev ## Mutated DICOM, zips, pictures, PowerPoint and shared cases through the import, 16,000 files (SEED, for others)
	nice -n 10 $(PYTEST) -m exhaustive -k fuzz tests/cases/fuzz

crawl: dev ## Look for the diagnosis in whatever a learner receives, every published case
	$(PYTEST) -m exhaustive -k crawl

axe: dev ## Look for barriers on every page type, as every persona, in both themes
	@CHROMIUM="$$($(PY) -m tests.e2e.chromium)" DJANGO_ALLOW_ASYNC_UNSAFE=true $(PYTEST) tests/e2e -m exhaustive -k axe

screenshots: dev ## A gallery of every page type, and the pictures of the help pages (ONLY, for few)
	@CHROMIUM="$$($(PY) -m tests.e2e.chromium)" DJANGO_ALLOW_ASYNC_UNSAFE=true $(PY) -m tests.screenshots $(ONLY)

messages: dev ## Collect the strings of the interface into config/locale and compile them
	$(PY) -m tests.messages

lock: dev ## Resolve the requirements again
	for file in requirements requirements-dev requirements-postgres; do \
		$(PY) -m uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url --quiet \
			--custom-compile-command "make lock" $$file.in -o $$file.txt || exit 1; done

format: dev ## Put Python and templates into shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	-.venv/bin/djlint templates --reformat --quiet

clean: ## Remove caches and the environment; data in var/ stays
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
