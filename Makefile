# The one way to build and check, for people and CI. `make` alone lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
RELEASE = -c release --static-swift-stdlib --product deploysync
SOURCES = Package.swift Sources Tests

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests build test lint format demo install clean

# Warnings are errors here, and only here: a newer compiler's must not stop anybody's plain
# `swift build`.
build test lint demo: export DEPLOYSYNC_STRICT = 1

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@scripts/setup build

setup-tests:
	@scripts/setup build test

build: setup ## build the debug binary, .build/debug/deploysync
	$(SWIFT) build --product deploysync

test: setup-tests ## run all tests
	$(SWIFT) test --disable-xctest

lint: setup ## check format, architecture and scripts, and compile without a warning
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	scripts/check-architecture
	for script in .ci/run scripts/* hooks/*; do \
		case $$(head -1 "$$script") in *python3) continue ;; esac; sh -n "$$script" || exit 1; done
	python3 -c 'import ast; ast.parse(open("scripts/compare-queue").read())'
	$(SWIFT) build --build-tests

format: ## format all sources in place
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

demo: build ## deploy a small help desk's configuration to two folders, step by step
	scripts/demo "$$($(SWIFT) build --show-bin-path)/deploysync"

install: setup ## install the release binary into DESTDIR/PREFIX/bin
	$(SWIFT) build $(RELEASE)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -s -m 755 "$$($(SWIFT) build $(RELEASE) --show-bin-path)/deploysync" "$(DESTDIR)$(PREFIX)/bin/"

clean: ## remove everything that was built
	rm -rf .build .build-*
