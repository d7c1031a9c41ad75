.DEFAULT_GOAL := help
SHELL := /bin/sh

PORT ?= 8000
ARGS ?=
VENV := .venv
VENV74 := .venv74
ORACLE := .venv-oracle
PREPARE := scripts/prepare
# GPL, so in an environment of its own, and never a dependency.
WITH_PABUTOOLS := $(PREPARE) $(ORACLE) && $(ORACLE)/bin/python -m pip install --disable-pip-version-check \
	--quiet --no-deps --requirement requirements/oracle.in
# What these test is the same whatever the Wagtail.
NO_WAGTAIL := method_ answers architecture attacks attempts ballot_methods ballot_sentences cast_ballot change_told close_box \
	code_runs codes counted_receipts course docs email_code example_site explanations formatting frozen_at given_out idea_robots \
	import inclusion invalidating late_for letter_limits networks oidc older_results paper.py paper_roll.py person_and_choice \
	preflight_money proof_sentences published_outcome receipts_upgrade recount results rule_sentences sealed_votes translations \
	unlinkable verify voter_walks watching what_if
# What only looks at the code must neither need nor leave a database.
NO_DATABASE := DATABASE_URL=sqlite://:memory:

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z0-9 -]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## Install, load and serve the demo (PORT=8000, RESET=1 starts over, DATABASE_URL=postgres://…)
	@$(PREPARE) $(VENV) requirements/demo.txt
	@PORT=$(PORT) $(VENV)/bin/python -m example_site $(if $(RESET),--reset)

.PHONY: test
test: ## Test on SQLite, on PostgreSQL and in a browser (ARGS="-k vote" goes to pytest)
	@$(PREPARE) $(VENV) requirements/test.txt
	@$(VENV)/bin/python -m tests.run sqlite postgres browser -- $(ARGS)

.PHONY: test-sqlite test-postgres test-browser
test-sqlite test-postgres test-browser: test-%: ## One of the three only (ARGS as above)
	@$(PREPARE) $(VENV) requirements/test.txt
	@$(VENV)/bin/python -m tests.run $* -- $(ARGS)

.PHONY: test-wagtail74
test-wagtail74: ## Test on the oldest Wagtail that is supported
	@$(PREPARE) $(VENV74) requirements/test-wagtail74.txt
	@$(VENV74)/bin/python -m tests.run sqlite -- --no-migrations -m "not packaging and not stress" $(NO_WAGTAIL:%=--ignore-glob='*/test_%*') $(ARGS)

.PHONY: stress
stress: ## Vote in many processes at once, and kill workers and the database meanwhile
	@$(PREPARE) $(VENV) requirements/test.txt
	@STRESS=full $(VENV)/bin/python -m pytest tests/stress -p no:randomly $(ARGS)

.PHONY: lint
lint: ## Check style, types, templates and migrations, on both Wagtails
	@$(PREPARE) $(VENV) requirements/test.txt requirements/lint.txt
	@$(PREPARE) $(VENV74) requirements/test-wagtail74.txt
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint --lint --quiet wagtail_medborgarbudget example_site
	$(NO_DATABASE) $(VENV)/bin/python -W error manage.py makemigrations --check --dry-run
	$(NO_DATABASE) $(VENV74)/bin/python manage.py makemigrations --check --dry-run
	$(NO_DATABASE) $(VENV)/bin/python manage.py check --fail-level WARNING
	$(NO_DATABASE) $(VENV74)/bin/python manage.py check --fail-level WARNING

.PHONY: format
format: ## Put the code into its form
	@$(PREPARE) $(VENV) requirements/test.txt requirements/lint.txt
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

.PHONY: bench
bench: ## Measure what the docs promise, and put the figures into docs/reference/benchmarks.md
	@$(PREPARE) $(VENV) requirements/test.txt
	@$(WITH_PABUTOOLS)
	@$(VENV)/bin/python -m benchmarks

.PHONY: oracle
oracle: ## Compare outcomes with those of pabutools, in an environment of its own (ARGS="--elections 1000")
	@$(WITH_PABUTOOLS)
	@$(ORACLE)/bin/python -m scripts.oracle $(ARGS)

.PHONY: screenshots
screenshots: ## Take the pictures in docs/images anew, of a fresh demo (needs a Chromium)
	@$(PREPARE) $(VENV) requirements/test.txt
	@$(VENV)/bin/python -m scripts.screenshots $(ARGS)

.PHONY: messages
messages: ## Collect strings into the Swedish catalogue and compile it (needs gettext)
	@$(PREPARE) $(VENV) requirements/test.txt
	cd wagtail_medborgarbudget && ../$(VENV)/bin/python -m django makemessages --locale sv --no-wrap
	$(VENV)/bin/python scripts/compile_messages.py

.PHONY: lock
lock: ## Renew the pins in requirements/
	@$(PREPARE) $(VENV) requirements/lint.txt
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" scripts/lock

.PHONY: clean
clean: ## Remove what these commands made, but not the demo's data in var/
	rm -rf $(VENV) $(VENV74) $(ORACLE) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
