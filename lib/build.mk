# SPDX-License-Identifier: GPL-2.0
# What the Makefiles of lib, images, launcher and harness have in common.  Each
# sets `name`, its folder, and includes this; it then has
#
#   here, top        its folder and the repository's, with a slash
#   out, obj, san    where its programs go, its objects, those with sanitizers
#   flags, sanitize  for the compiler; flags may be added to
#   common           what programs share, to link with; common_san, with sanitizers
#
# test-programs builds what test runs. CC, PKG_CONFIG, CFLAGS, LDFLAGS and O=/abs/build may be given;
# COVERAGE=y has gcov's counters instead of the sanitizers (ci/coverage).

top := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)/
here := $(top)$(name)/
O ?= $(top)build
# Objects of different machines do not mix.
machine := $(shell $(CC) -dumpmachine)
out := $(abspath $(O))/$(name)
obj := $(out)/$(machine)
san := $(obj)/sanitized
PKG_CONFIG ?= pkg-config

CFLAGS ?= -O2 -g
flags := -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE \
	-D_FILE_OFFSET_BITS=64 -iquote $(top) -iquote $(here) -MMD -MP
common_flags := $(flags)
sanitize := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
ifneq ($(COVERAGE),)
sanitize := -O0 -g --coverage
endif

all:

$(obj)/%.o: $(here)%.c $(here)Makefile $(top)lib/build.mk
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(flags) -c -o $@ $<

$(san)/%.o: $(here)%.c $(here)Makefile $(top)lib/build.mk
	@mkdir -p $(@D)
	$(CC) $(sanitize) $(flags) -c -o $@ $<

lib := $(abspath $(O))/lib/$(machine)
common := $(lib)/libcommon.a
common_san := $(lib)/sanitized/libcommon.a
common_sources := $(patsubst $(top)lib/%.c,%,$(wildcard $(top)lib/*.c))

$(lib)/%.o: $(top)lib/%.c $(top)lib/build.mk
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(common_flags) -c -o $@ $<

$(lib)/sanitized/%.o: $(top)lib/%.c $(top)lib/build.mk
	@mkdir -p $(@D)
	$(CC) $(sanitize) $(common_flags) -c -o $@ $<

$(common): $(common_sources:%=$(lib)/%.o)
	rm -f $@
	$(AR) rcsD $@ $^

$(common_san): $(common_sources:%=$(lib)/sanitized/%.o)
	rm -f $@
	$(AR) rcsD $@ $^

clean:
	rm -rf $(out)

-include $(shell find $(obj) $(lib) -name '*.d' 2>/dev/null)

.PHONY: all test-programs test clean
.DELETE_ON_ERROR:
