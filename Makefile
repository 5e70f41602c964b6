# The one way to build and check, for people and CI. `make` alone lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
RELEASE = -c release --static-swift-stdlib --product deploysync
SOURCES = Package.swift Sources Tests

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests build test test-long test-systems lint format demo bench docs program \
	install uninstall clean

# Warnings are errors here, and only here: a newer compiler's must not stop anybody's plain
# `swift build`.
build test test-long test-systems lint demo: export DEPLOYSYNC_STRICT = 1
export SWIFT

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@scripts/setup build

setup-tests:
	@scripts/setup build test

build: setup ## build the debug binary, .build/debug/deploysync
	$(SWIFT) build --product deploysync

test: setup-tests ## run all tests
	scripts/test

# The program that crashes some ten thousand times is optimised and has the fault points of a debug
# build.
FAST = -c release -Xswiftc -DDEBUG --static-swift-stdlib --scratch-path .build-fast --product deploysync

test-long: export DEPLOYSYNC_LONG = 1
test-long: setup-tests ## run all tests, those of crashes with every fault there is (hours)
	$(SWIFT) build $(FAST)
	DEPLOYSYNC_PROGRAM="$$($(SWIFT) build $(FAST) --show-bin-path)/deploysync" \
		DEPLOYSYNC_FAULT_REPORT=.build/faults.txt \
		scripts/test

test-systems: ## run the tests on real systems (installs them first)
	@scripts/test-systems-setup
	DEPLOYSYNC_SYSTEMS=1 scripts/test --filter 'SystemsTests|(of|on) another machine'

lint: setup ## check format, architecture and scripts, and compile without a warning
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	scripts/check-architecture
	for script in .ci/run scripts/* hooks/*; do \
		case $$(head -1 "$$script") in \
		*python3) python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' "$$script" ;; \
		*) sh -n "$$script" ;; esac || exit 1; done
	$(SWIFT) build --build-tests

format: ## format all sources in place
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

demo: build ## deploy a small help desk's configuration to two folders, step by step
	scripts/demo "$$($(SWIFT) build --show-bin-path)/deploysync"

# BENCH takes further options of scripts/bench.
bench: program ## measure against git, on REPO=PATH or a generated repository
	scripts/bench --program "$(PROGRAM)" $(BENCH) $(if $(REPO),"$(REPO)")

# The program that documents are made of and that is installed. PROGRAM=FILE names one that is there
# already, and then nothing is built.
ifdef PROGRAM
program:
else
PROGRAM = .build/release/deploysync
program: setup
	$(SWIFT) build $(RELEASE)
endif
SHARE = .build/share

docs: program ## write man pages and completions to .build/share
	rm -rf "$(SHARE)"
	scripts/make-docs "$(PROGRAM)" "$(SHARE)"

install: program ## install program, man pages and completions below DESTDIR/PREFIX
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -s -m 755 "$(PROGRAM)" "$(DESTDIR)$(PREFIX)/bin/deploysync"
	umask 022 && scripts/make-docs "$(PROGRAM)" "$(DESTDIR)$(PREFIX)/share"

uninstall: ## remove what install put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/deploysync" \
		"$(DESTDIR)$(PREFIX)/share/man/man1/deploysync.1" \
		"$(DESTDIR)$(PREFIX)/share/man/man1/deploysync-"*.1 \
		"$(DESTDIR)$(PREFIX)/share/bash-completion/completions/deploysync" \
		"$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_deploysync" \
		"$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/deploysync.fish"

clean: ## remove everything that was built
	rm -rf .build .build-*
