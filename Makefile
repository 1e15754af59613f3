# The tasks of this project; people, hooks and CI call the same ones. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PORT ?= 8000
HOST ?= 127.0.0.1
# Empty means the program's own default, so that the command line finds what `make run` made.
DATA ?=
DATA_DIR := $(if $(DATA),--data-dir $(DATA))
PICTURES ?= product_images
PREFIX ?= /usr/local
CLIENTS ?= 100
SECONDS_LONG ?= 60
# One build configuration for the product, its tests and its benchmarks.
BUILD := swift build -c release
LOOKALIKE := .build/release/lookalike

.PHONY: help run build install uninstall test lint format bench bench-index bench-scale bench-models parity test-deploy clean

help: ## List the tasks
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Build, draw the demo catalogue, index it and serve it (PORT=8000 HOST=127.0.0.1 DATA=folder)
	@scripts/setup run
	@scripts/check-port $(HOST) $(PORT)
	@echo "Building (some ten minutes the first time on two cores)"
	@scripts/quiet-build $(BUILD) --product lookalike
	@$(LOOKALIKE) demo $(PICTURES)
	@$(LOOKALIKE) sync $(PICTURES) --collection products $(DATA_DIR)
	@LOOKALIKE_PRODUCTS_DIR=$(PICTURES) $(LOOKALIKE) serve $(DATA_DIR) --host $(HOST) --port $(PORT)

build: ## Build the program: .build/release/lookalike
	@scripts/setup run
	@scripts/quiet-build $(BUILD) --product lookalike

install: ## Put the program and its libraries below a prefix (PREFIX=/usr/local)
	@test -x $(LOOKALIKE) || $(MAKE) build
	@scripts/install $(PREFIX)

uninstall: ## Remove what `make install` has put there; data stays (PREFIX=/usr/local)
	@scripts/install --remove $(PREFIX)

test: ## Run all tests, those in a browser too
	@scripts/setup test
	@scripts/python-peers
	@scripts/quiet-build $(BUILD) --build-tests
	@scripts/run-tests

lint: ## Check the format of the sources
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples/Gallery/Package.swift Examples/Gallery/Sources

format: ## Format the sources
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Examples/Gallery/Package.swift Examples/Gallery/Sources

bench: ## Measure against the Python stacks that Lookalike replaces
	@scripts/setup run
	@scripts/quiet-build $(BUILD) --product lookalike
	@benchmarks/run

bench-index: ## Measure our indexes beside FAISS, USearch and hnswlib (KINDS="exact graph lists")
	@scripts/setup run
	@scripts/quiet-build $(BUILD) --product lookalike
	@benchmarks/run-index $(KINDS)

bench-scale: ## Measure a hundred clients at once beside a Python server (TORCH=torch CLIENTS=100 SECONDS_LONG=60)
	@scripts/setup run
	@scripts/quiet-build $(BUILD) --product lookalike
	@benchmarks/run-scale $(CLIENTS) $(SECONDS_LONG)

bench-models: ## Measure published models beside torch, torchvision, transformers and OpenVINO (TORCH=torch)
	@scripts/setup run
	@scripts/quiet-build $(BUILD) --product lookalike
	@benchmarks/run-models

parity: ## Compare our networks with the real libraries' anew, and read the files that those write (NAMES="resnet50 …" PHOTOGRAPHS=folder)
	@scripts/setup test
	@scripts/quiet-build $(BUILD) --build-tests
	@PHOTOGRAPHS="$(PHOTOGRAPHS)" benchmarks/parity/run $(NAMES)

test-deploy: ## Check the files in deploy/ with the real tools; those that are missing are named
	@scripts/test-deploy

clean: ## Remove what was built, not the data
	rm -rf .build
