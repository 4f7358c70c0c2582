# SPDX-License-Identifier: GPL-2.0
# Mastery 110: How to change it
#
# Front door of the project: every target is a script of ci/. See "make help".
#
# Keep to this order, and the reviewer (you, next year) will thank you:
#
# - An interface first (`module/include`), then the sides of it.
# - The test before the mending; then break the mended code once more, to see
#   that it is the test which notices.
# - Values from a guest: copy once, check the copy, use the copy.
# - "make lint" for the module and the scripts, "make test" for all layers,
#   "make check" for a real kernel.  `HACKING.md` says how to debug what fails.
# - Text of this tour that has become false is a bug; "ci/tour --check" finds
#   the part of it that is about names, you find the rest.
#
# Whoever has read all seven parts knows more of x86 than is good at a party.
# Go and break something.

.DEFAULT_GOAL := help

# It would reach the folders' own Makefiles, and what is run be an old build.
ifeq ($(origin O),command line)
$(error O=$(O): all is built in build/ of this tree)
endif

export KERNEL SUITE LINUX CONFIG KUNITCONFIG NATIVE RUNNER VM_KERNEL

help: ## this list
	@echo 'make TARGET [VARIABLE=value]'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		awk -F'|' '{ printf "  %-12s %s\n", $$1, $$2 }'
	@echo 'Variables:'
	@echo '  KERNEL=FILE    bzImage to check instead of the one of "make guest"'
	@echo '  SUITE="A B"    suites to run, names or folders'
	@echo '  LINUX=DIR      kernel tree for "make guest" (default: of Debian)'
	@echo '  CONFIG=NAME    config for "make guest", of module/guest/configs'
	@echo '  KUNITCONFIG=FILE  on top of it, what kunit.py takes'
	@echo '  GOOD=COMMIT BAD=COMMIT FOR=RESULTS  for "make bisect"'
	@echo '  RUNNER=HOW     auto, local (this i386 machine) or vm'
	@echo '  VM_KERNEL=K    host kernel of the runner VM, 686 or 686-pae'
	@echo 'More variables: ci/README.md'
	@echo 'The source as a book: make Preparation!, Guest, Drivers, Launcher,'
	@echo '  Host, Switcher, Mastery; make Tour for all'

check: ## boot a kernel as a guest, run the suites on it, score it
	@ci/check

test: ## every layer of tests, one closing line
	@ci/test

hostile: ## hostile guests and launchers, bad files: every case, one closing line
	@ci/test hostile

fuzz: ## guests and launchers that do random things: SECONDS=n SEED=s
	@FUZZ_SECONDS='$(or $(SECONDS),600)' \
		FUZZ_SEED='$(or $(SEED),$(shell date +%s))' ci/test fuzz

fuzz-parsers: ## fuzz what reads logs, suites and kernels: SECONDS=n for each
	@harness/test/fuzz/run $(or $(SECONDS),60)
	@launcher/test/fuzz/run $(or $(SECONDS),60)

bisect: ## find the commit that brought a failure: GOOD= BAD= LINUX=
	@ci/bisect --good='$(GOOD)' --bad='$(BAD)' --tree='$(LINUX)' \
		$(if $(FOR),--for='$(FOR)') $(SUITE:%=--suite='%')

deps: ## install the Debian packages that this machine lacks
	@ci/deps

root: deps ## build the i386 root that everything is built and run in
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

guest: root ## build a guest kernel, print where its bzImage is
	@ci/build guest

install: launcher harness suites native ## install it: DESTDIR= PREFIX=/usr/local
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' ci/install

deb: root ## build the Debian packages lgcheck and lg-dkms
	@ci/deb

vm: module ## a shell in the runner VM (exit ends it)
	@ci/vm shell

matrix: ## every kind of guest kernel on every kind of host (hours)
	@ci/matrix

# A book about this program, made of its comments; see ci/tour.
Preparation! Guest Drivers Launcher Host Switcher Mastery Tour:
	@ci/tour $@

lint: root ## sparse on the module, shellcheck on the scripts
	@ci/lint

clean: ## remove what was built here
	@ci/build clean

distclean: clean ## and the cache: root, kernel source, guest kernels
	@ci/build distclean

.PHONY: help check test hostile fuzz fuzz-parsers bisect deps root module launcher \
	harness images suites tests native guest matrix install deb vm lint clean distclean
