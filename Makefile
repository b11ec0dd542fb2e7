# Everything a developer types. The work is in tools/, which needs Python alone.
PYTHON ?= python3
PORT ?= 8000
NODE_PORT ?= 8801
export PORT NODE_PORT

.PHONY: help run test check fmt lock server compose-check clean python

help:            ## Show the targets
	@sed -n 's/^\([a-z-]*\): .*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

run: python      ## Set up what is missing, start Podlab, print its address; Ctrl-C stops
	@$(PYTHON) -m tools.run

test: python     ## Linters, types and every test, with a real engine, kubectl and browser
	@$(PYTHON) -m tools.suite all

check: python    ## Linters, types and the tests that need nothing but Python
	@$(PYTHON) -m tools.suite quick

fmt: python      ## Format the Python files
	@$(PYTHON) -m tools.suite format

lock: python     ## Pin the newest versions that the *.in files and package.json allow
	@$(PYTHON) -m tools.lock

server: python   ## Make what docker-compose.yml needs: wheels, bundle, images, secrets
	@$(PYTHON) -m tools.server

compose-check: python  ## Bring docker-compose.yml up, run a Pod through it, take it down
	@$(PYTHON) -m tools.compose_check

clean:           ## Remove what is made here, but not the database, nor the lab images
	rm -rf .venv .tools node_modules static/dist staticfiles .mypy_cache .ruff_cache \
	  .pytest_cache .hypothesis .import_linter_cache test-results var/log

python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Podlab needs Python 3.11 \
	or newer; this is %d.%d. Install a newer one and say: make PYTHON=python3.11 ..." \
	% sys.version_info[:2])'
