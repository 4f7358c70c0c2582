// SPDX-License-Identifier: GPL-2.0
/*
 * Chooses the machine: the user's, or lguest for a kernel with the overlay and
 * qemu for a bzImage without. The kernel is the user's file.
 */
#include "run/choose.h"

#include "run/qemu.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void use_lguest(struct choice *c, const struct options *o)
{
	c->machine = &machine_lguest;
	snprintf(c->program, sizeof(c->program), "%s", o->launcher);
	if (access(c->program, X_OK))
		refuse(&c->missing, errno,
		       "%s: cannot run this launcher: %s; build it or give --launcher=FILE",
		       c->program, strerror(errno));
}

static void use_qemu(struct choice *c, const struct options *o,
		     const struct kernel_facts *facts)
{
	c->machine = &machine_qemu;
	if (qemu_find(o->qemu, facts->wide, c->program, sizeof(c->program),
		      &c->missing))
		return;
	if (!c->kvm_known)
		c->kvm = o->accelerator ? !strcmp(o->accelerator, "kvm") :
					  qemu_kvm_works();
	c->kvm_known = true;
}

static bool have_qemu(const struct options *o, bool wide)
{
	char program[4096];
	struct refusal m;

	return !qemu_find(o->qemu, wide, program, sizeof(program), &m);
}

/* Before a look at the kernel, which takes a while: can it only be lguest? */
static bool only_lguest(const struct options *o)
{
	if (o->machine)
		return !strcmp(o->machine, "lguest");
	return o->own_launcher || !have_qemu(o, false);
}

/* The user has not said which machine. */
static bool wants_qemu(const struct options *o,
		       const struct kernel_facts *facts)
{
	return facts->bzimage && facts->unpacked && !facts->overlay &&
	       have_qemu(o, facts->wide);
}

void choice_make(struct choice *c, const struct options *o, const char *kernel,
	    const char *(*config)(void *ctx), void *ctx)
{
	struct kernel_facts facts = { .bzimage = false };
	bool kvm = c->kvm, known = c->kvm_known;
	struct refusal m = { "" };

	if (c->kernel && !strcmp(c->kernel, kernel))
		return;
	choice_free(c);
	memset(c, 0, sizeof(*c));
	c->kvm = kvm;
	c->kvm_known = known;
	c->kernel = strdup(kernel);
	c->chosen = !o->machine;
	if (only_lguest(o)) {
		use_lguest(c, o);
		return;
	}
	if (kernel_look(kernel, &facts, &m) && o->machine)
		c->refused = m;
	if (!o->machine && !wants_qemu(o, &facts)) {
		use_lguest(c, o);
		return;
	}
	use_qemu(c, o, &facts);
	if (!c->missing.text[0] && !c->refused.text[0])
		boot_plan(kernel, &facts, config(ctx), &c->boot, &c->refused);
}

void choice_free(struct choice *c)
{
	boot_free(&c->boot);
	free(c->kernel);
	c->kernel = NULL;
}

const char *choice_accelerator(const struct choice *c)
{
	if (c->machine != &machine_qemu)
		return NULL;
	return c->kvm ? "kvm" : "tcg";
}

bool choice_tell(const struct choice *c, char *text, size_t size)
{
	if (c->machine != &machine_qemu)
		return false;
	snprintf(text, size, "# %s%s%s %s (%s)%s%s", c->kernel,
		 c->chosen ? " has no overlay and cannot be a guest of lguest" :
			     "",
		 c->chosen ? ": it runs under" : " runs under", c->program,
		 c->kvm ? "KVM" : "emulation", c->boot.why[0] ? "; " : "",
		 c->boot.why);
	return true;
}
