# SPDX-License-Identifier: GPL-2.0
# One static i386 program with all tests of a suite; its Makefile includes this.
#
# The program is build/suites/NAME/NAME.  Its tests are those that lines
# "test = NAME /bin/SUITE FUNCTION [ARGUMENT]..." of the suite file name; each
# FUNCTION is test_FUNCTION() in one of the folder's C files.
#
# make test runs on this machine what needs no guest: the ground truth that the
# tests themselves are right.
NAME := $(notdir $(CURDIR))
lib := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
O ?= $(abspath ../..)/build
B := $(O)/suites/$(NAME)

CC ?= gcc
CPPFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -I. -I$(lib) -I$(B)
# No vector or PIE code that the i386 target might not have or the asm expect.
TEST_CFLAGS := -m32 -march=i686 -std=gnu11 -Os -Wall -Wextra -Werror -Wmissing-prototypes \
	-fno-pie -ffunction-sections -fdata-sections -MMD -MP

SRCS := $(sort $(wildcard *.c))
OBJS := $(SRCS:%.c=$(B)/%.o) $(B)/check.o $(B)/main.o
# For lib/flips, which breaks expectations.
ifdef FLIPS
OBJS += $(B)/flips.o
CPPFLAGS += -DCHECK_FLIPS
endif

.PHONY: all test clean
all: $(B)/$(NAME)

# Each function once, though several tests may be of it.
$(B)/tests.h: suite $(lib)/suite.mk | $(B)
	sed -n 's|^test = [^ ]* /bin/$(NAME) \([a-z0-9_]*\).*|TEST(\1)|p' \
		suite | awk '!seen[$$0]++' >$@

$(B)/%.o: %.c Makefile $(lib)/suite.mk | $(B)/tests.h
	$(CC) $(CPPFLAGS) $(TEST_CFLAGS) -c -o $@ $<

$(B)/%.o: $(lib)/%.c Makefile $(lib)/suite.mk | $(B)/tests.h
	$(CC) $(CPPFLAGS) $(TEST_CFLAGS) -c -o $@ $<

$(B)/$(NAME): $(OBJS)
	$(CC) -m32 -no-pie -static -pthread -Wl,--gc-sections -s -o $@ $^

test: $(B)/$(NAME)
	@$(lib)/native.sh $(B) .

$(B):
	mkdir -p $@

clean:
	rm -rf $(B)

-include $(wildcard $(B)/*.d)
