# SPDX-License-Identifier: GPL-2.0
# Front door of the project: every target is a script of ci/. See "make help".

.DEFAULT_GOAL := help

# It would reach the folders' own Makefiles, and what is run be an old build.
ifeq ($(origin O),command line)
$(error O=$(O): all is built in build/ of this tree)
endif

export KERNEL SUITE MACHINE LINUX CONFIG KUNITCONFIG NATIVE RUNNER HOST VM_KERNEL

help: ## this list
	@echo 'make TARGET [VARIABLE=value]'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		awk -F'|' '{ printf "  %-12s %s\n", $$1, $$2 }'
	@echo 'Variables:'
	@echo '  KERNEL=FILE    bzImage for "make check" (default: builds one)'
	@echo '  MACHINE=NAME   what it runs on: lguest or qemu (default: by the kernel)'
	@echo '  SUITE="A B"    suites to run, names or folders'
	@echo '  LINUX=DIR      kernel tree for "make guest" (default: Debian'\''s)'
	@echo '  CONFIG=NAME    config for "make guest", from module/guest/configs'
	@echo '  KUNITCONFIG=FILE  added to it, a file that kunit.py takes'
	@echo '  GOOD=COMMIT BAD=COMMIT FOR=RESULTS  for "make bisect"'
	@echo '  RUNNER=HOW     auto, local (in this machine'\''s kernel) or vm'
	@echo '  HOST=KIND      host that guests run on: i386 or x86_64'
	@echo '  VM_KERNEL=K    host kernel of the runner VM: 686, 686-pae, debug, amd64'
	@echo 'More variables: ci/README.md'
	@echo 'The source as a book: make Tour, or a part of it: make Preparation!,'
	@echo '  Guest, Drivers, Launcher, Host, Switcher, Mastery'

check: ## boot a guest kernel, run the suites on it, score them
	@ci/check

test: ## run every layer of tests, print one closing line
	@ci/test

hostile: ## run hostile guests, hostile launchers and bad files
	@ci/test hostile

fuzz: ## run random guests and requests: SECONDS=n SEED=s
	@FUZZ_SECONDS='$(or $(SECONDS),600)' \
		FUZZ_SEED='$(or $(SEED),$(shell date +%s))' ci/test fuzz

fuzz-parsers: ## fuzz what reads logs, suites, kernels: SECONDS=n each
	@harness/test/fuzz/run $(or $(SECONDS),60)
	@launcher/test/fuzz/run $(or $(SECONDS),60)

bisect: ## find the commit that broke something: GOOD= BAD= LINUX=
	@ci/bisect --good='$(GOOD)' --bad='$(BAD)' --tree='$(LINUX)' \
		$(if $(FOR),--for='$(FOR)') $(SUITE:%=--suite='%')

deps: ## install the Debian packages this machine lacks
	@ci/deps

root: deps ## make the Debian roots that build and run everything
	@ci/root build

module: root ## build lg.ko
	@ci/build module

launcher: root ## build lguest
	@ci/build launcher

harness: images ## build lgcheck
	@ci/build harness

images: root ## build the guest's init
	@ci/build images

native: root ## build launcher and harness for this machine itself
	@ci/build native

suites: root ## build the programs of the suites
	@ci/build suites

tests: module launcher ## build the guests and programs of our own tests
	@ci/build tests

guest: root ## build a guest kernel, print where the bzImage is
	@ci/build guest

install: launcher harness suites native ## install everything: DESTDIR= PREFIX=/usr/local
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' ci/install

deb: root ## build the Debian packages lgcheck and lg-dkms
	@ci/deb

vm: module ## open a shell in the runner VM (exit ends it)
	@ci/vm shell

matrix: ## try every kind of guest kernel on every host (hours)
	@ci/matrix

# The source as a book, made of its comments; see ci/tour.
Preparation! Guest Drivers Launcher Host Switcher Mastery Tour:
	@ci/tour $@

lint: root ## check the source: sparse, shellcheck, cppcheck, our own rules
	@ci/lint

coverage: root ## how much of the programs their unit tests run, by gcov
	@ci/coverage

clean: ## remove what was built here
	@ci/build clean

distclean: clean ## remove the cache too: roots, kernel source, kernels
	@ci/build distclean

.PHONY: help check test hostile fuzz fuzz-parsers bisect deps root module launcher \
	harness images suites tests native guest matrix install deb vm lint coverage clean distclean
