# The tasks of this project; people, hooks and CI call the same ones. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PORT ?= 8000
HOST ?= 127.0.0.1
# As the program's own defaults, so that the command line finds what `make run` made.
DATA ?= lookalike-data
PICTURES ?= product_images
CLIENTS ?= 100
SECONDS_LONG ?= 60
# One build configuration for the product, its tests and its benchmarks.
BUILD := swift build -c release
LOOKALIKE := .build/release/lookalike

.PHONY: help run build test lint format bench bench-index bench-scale bench-models parity clean

help: ## List the tasks
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Build, draw the demo catalogue, index it and serve it (PORT=8000 HOST=127.0.0.1 DATA=lookalike-data)
	@scripts/setup run
	@scripts/check-port $(HOST) $(PORT)
	@echo "Building (some ten minutes the first time on two cores)"
	@scripts/quiet-build $(BUILD) --product lookalike
	@$(LOOKALIKE) demo $(PICTURES)
	@$(LOOKALIKE) sync $(PICTURES) --collection products --data-dir $(DATA)
	@LOOKALIKE_PRODUCTS_DIR=$(PICTURES) $(LOOKALIKE) serve --data-dir $(DATA) --host $(HOST) --port $(PORT)

build: ## Build the program: .build/release/lookalike
	@scripts/setup run
	@scripts/quiet-build $(BUILD) --product lookalike

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

clean: ## Remove what was built, not the data
	rm -rf .build
