# SPDX-License-Identifier: GPL-2.0
# Guests without a kernel, for the Makefiles of module/test and launcher/test:
# mini.c, start.S and mini.lds with a file of the guest's own, or some. Sets
#
#   out, mini      where the including folder's programs go; this folder
#   guest_flags    for the compiler
#   program_flags  for programs of the host beside them
#   guest_objects  what each guest is linked with, by $(link_guest)
#
# Objects of programs are named in `programs`, with $(out) in front. Which
# headers an object needs is the compiler's to say.
mini := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
top := $(abspath $(mini)/../../..)
O ?= $(top)/build
# Guests are i386; the programs are of the host, which may be another.
GUEST_CC ?= $(CC)
out := $(O)/$(patsubst $(top)/%,%,$(abspath .))
guest_flags := -m32 -std=gnu11 -O2 -g -ffreestanding -fno-pic -fno-pie -nostdlib \
	-fno-stack-protector -fno-asynchronous-unwind-tables \
	-mgeneral-regs-only -fcf-protection=none -fno-strict-aliasing \
	-Wall -Wextra -Werror -iquote $(mini) -MMD -MP
program_flags := -std=gnu11 -O2 -g -D_GNU_SOURCE -Wall -Wextra -Werror \
	-I$(top)/module/include -I$(top)/module/test -pthread -MMD -MP
guest_objects := $(out)/mini.o $(out)/start.o $(mini)/mini.lds
link_guest = $(LD) -m elf_i386 --no-warn-rwx-segments -T $(mini)/mini.lds \
	-o $@ $(filter %.o,$^)
link_program = $(CC) -static -pthread -o $@ $(filter %.o,$^)

.PHONY: all clean
.SECONDARY:

all:

$(out)/%.o: %.c Makefile $(mini)/mini.mk | $(out)
	$(if $(filter $@,$(programs)),$(CC) $(program_flags),$(GUEST_CC) $(guest_flags)) \
		-c -o $@ $<
$(out)/%.o: $(top)/module/test/%.c $(mini)/mini.mk | $(out)
	$(CC) $(program_flags) -c -o $@ $<
$(out)/%.o: $(mini)/%.c $(mini)/mini.mk | $(out)
	$(GUEST_CC) $(guest_flags) -c -o $@ $<
$(out)/%.o: %.S $(mini)/mini.mk | $(out)
	$(GUEST_CC) -m32 -MMD -MP -c -o $@ $<
$(out)/%.o: $(mini)/%.S $(mini)/mini.mk | $(out)
	$(GUEST_CC) -m32 -MMD -MP -c -o $@ $<

$(out):
	mkdir -p $@
clean:
	rm -rf $(out)

-include $(wildcard $(out)/*.d)
