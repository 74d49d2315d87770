# make          says what there is
# Everything runs in .venv, which is made when it is first needed.

BIN := .venv/bin

.PHONY: help check format lint types layers tests golden chat run image audit sbom

help:
	@echo "make check     format, lint, types, layers, tests: what a change must pass"
	@echo "make format    put the code into its form"
	@echo "make golden    write the recorded conversations anew, to be reviewed as a diff"
	@echo "make chat      talk in this terminal"
	@echo "make run       the Telegram bot (needs BOT_TOKEN)"
	@echo "make audit     known holes in what is installed"
	@echo "make sbom      what is installed, as a CycloneDX bill of materials"
	@echo "make image     the container image"
	@echo ".ci/run        the same checks and the README's commands, in a fresh environment"

check: lint types layers tests

$(BIN)/bulletin-bot: pyproject.toml
	python3 -m venv .venv
	$(BIN)/pip install -q -e '.[dev]'
	@touch $@

format: $(BIN)/bulletin-bot
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(BIN)/bulletin-bot
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(BIN)/bulletin-bot
	$(BIN)/mypy

layers: $(BIN)/bulletin-bot
	$(BIN)/lint-imports

tests: $(BIN)/bulletin-bot
	$(BIN)/pytest -q

golden: $(BIN)/bulletin-bot
	$(BIN)/pytest -q --update-golden tests/test_conversations.py tests/test_repository.py
	git diff --stat -- README.md tests/conversations

chat: $(BIN)/bulletin-bot
	$(BIN)/bulletin-bot chat

run: $(BIN)/bulletin-bot
	$(BIN)/bulletin-bot run

image:
	docker build --tag bulletin-bot .

# Both tools stand in an environment of their own, so that they report what the bot has.
audit: $(BIN)/bulletin-bot
	python3 -m venv build/tools
	build/tools/bin/pip install -q 'pip-audit>=2.9,<3'
	$(BIN)/python tools/audit.py build/tools/bin/pip-audit --path $(BIN)/../lib/python*/site-packages

sbom: $(BIN)/bulletin-bot
	python3 -m venv build/tools
	build/tools/bin/pip install -q 'cyclonedx-bom>=7,<8'
	build/tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	  --output-file build/sbom.json $(BIN)/python
	@echo build/sbom.json
