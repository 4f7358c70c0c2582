// SPDX-License-Identifier: GPL-2.0
/*
 * Host 200: Instructions that ring 1 does not have
 *
 * A general protection fault says that something was not allowed, but not what.
 * So decode the bytes at the guest's eip, after a #GP, #NP or #SS. They are the
 * guest's, and another thread of the launcher may rewrite them while we read:
 * each is read once.
 *
 * Privileged instructions are emulated for the guest kernel only, loads of TLS
 * segments for user space, too. SDM volume 2 has the encodings. If the answer
 * is false, nothing was done, and the fault is the guest's own.
 */
#include <asm/processor-flags.h>
#include "lg.h"

#define CODE_MAX 15

struct insn {
	struct lguest *lg;
	u32 start;		/* linear address */
	u32 at;			/* next byte to decode */
	u32 access;		/* rights of its memory accesses */
	struct guest_fault fault; /* what went wrong reading memory */
	bool operand16;
	u32 segment;		/* override's selector, 0 = none */
	u8 mod, reg, rm;
	u32 address;		/* linear, of a memory operand */
};

u32 *guest_register(struct lguest *lg, u32 number)
{
	struct lg_regs *r = lg->regs;

	switch (number & 7) {
	case 0:
		return &r->eax;
	case 1:
		return &r->ecx;
	case 2:
		return &r->edx;
	case 3:
		return &r->ebx;
	case 4:
		return &r->esp;
	case 5:
		return &r->ebp;
	case 6:
		return &r->esi;
	default:
		return &r->edi;
	}
}

static bool read_memory(struct insn *insn, u32 va, void *to, u32 len)
{
	return !insn->fault.happened &&
	       guest_read_as(insn->lg, va, to, len, insn->access, &insn->fault);
}

/* A byte that cannot be had is 0 and a fault; look before doing anything. */
static u8 next8(struct insn *insn)
{
	u8 byte = 0;

	if (insn->at < CODE_MAX)
		read_memory(insn, insn->start + insn->at, &byte, 1);
	insn->at++;
	return byte;
}

static u32 next32(struct insn *insn)
{
	u32 value = next8(insn);

	value |= next8(insn) << 8;
	value |= next8(insn) << 16;
	return value | (u32)next8(insn) << 24;
}

/* Reads prefixes up to the opcode, which is the result. */
static u8 decode_opcode(struct insn *insn)
{
	const struct lg_regs *r = insn->lg->regs;
	u8 byte;

	while (insn->at < CODE_MAX) {
		byte = next8(insn);
		switch (byte) {
		case 0x66:
			insn->operand16 = true;
			break;
		case 0x26:
			insn->segment = r->es;
			break;
		case 0x2e:
			insn->segment = r->cs;
			break;
		case 0x36:
			insn->segment = r->ss;
			break;
		case 0x3e:
			insn->segment = r->ds;
			break;
		case 0x64:
			insn->segment = r->fs;
			break;
		case 0x65:
			insn->segment = r->gs;
			break;
		case 0xf2:
		case 0xf3:
			break;
		default:
			return byte;
		}
	}
	return 0;
}

/* 32-bit addressing, SDM volume 2, table 2-2. */
static bool decode_modrm(struct lguest *lg, struct insn *insn)
{
	u8 modrm = next8(insn);
	u32 segment = lg->regs->ds, address = 0;

	insn->mod = modrm >> 6;
	insn->reg = modrm >> 3 & 7;
	insn->rm = modrm & 7;
	if (insn->mod == 3)
		return !insn->fault.happened;
	if (insn->rm == 4) {
		u8 sib = next8(insn), base = sib & 7, index = sib >> 3 & 7;

		if (index != 4)
			address = *guest_register(lg, index) << (sib >> 6);
		if (base == 5 && !insn->mod)
			address += next32(insn);
		else
			address += *guest_register(lg, base);
		if (base == 4 || (base == 5 && insn->mod))
			segment = lg->regs->ss;
	} else if (insn->rm == 5 && !insn->mod) {
		address = next32(insn);
	} else {
		address = *guest_register(lg, insn->rm);
		if (insn->rm == 5)
			segment = lg->regs->ss;
	}
	if (insn->mod == 1)
		address += (s8)next8(insn);
	else if (insn->mod == 2)
		address += next32(insn);
	insn->address = address +
		segment_base(lg, insn->segment ? insn->segment : segment);
	return !insn->fault.happened;
}

/* The 16-bit register or memory operand of a modrm. */
static bool operand16(struct lguest *lg, struct insn *insn, u16 *value)
{
	if (insn->mod != 3)
		return read_memory(insn, insn->address, value, 2);
	*value = *guest_register(lg, insn->rm);
	return true;
}

static bool done(struct lguest *lg, const struct insn *insn)
{
	guest_advance(lg, insn->at);
	return true;
}

/*
 * Loads a segment register where the CPU would not: the kernel's ss with
 * RPL 0, or one of the TLS slots.  Any other load that faulted is wrong.
 */
static bool load_segment(struct lguest *lg, u32 number, u16 selector)
{
	u32 *registers[] = {
		&lg->regs->es, NULL, NULL, &lg->regs->ds, &lg->regs->fs,
		&lg->regs->gs
	};

	if (number == 2) {
		if (guest_in_user(lg) || segment_check_stack(lg, selector, 1))
			return false;
		lg->regs->ss = (selector & ~SELECTOR_RPL) | 1;
	} else {
		if (number >= ARRAY_SIZE(registers) || !registers[number] ||
		    !segment_is_tls(selector) ||
		    segment_check_data(lg, selector))
			return false;
		*registers[number] = selector;
	}
	lg_count(lg, SEGMENT);
	return true;
}

static bool pop_segment(struct lguest *lg, struct insn *insn, u32 number)
{
	u32 size = insn->operand16 ? 2 : 4;
	u16 selector;

	if (!read_memory(insn, segment_base(lg, lg->regs->ss) + lg->regs->esp,
			 &selector, 2) ||
	    !load_segment(lg, number, selector))
		return false;
	lg->regs->esp += size;
	return done(lg, insn);
}

static bool move_to_segment(struct lguest *lg, struct insn *insn)
{
	u16 selector;

	return decode_modrm(lg, insn) && operand16(lg, insn, &selector) &&
	       load_segment(lg, insn->reg, selector) && done(lg, insn);
}

/* lss, lfs, lgs: an offset, then a selector. */
static bool load_far_pointer(struct lguest *lg, struct insn *insn, u32 number)
{
	u32 offset;
	u16 selector;

	if (!decode_modrm(lg, insn) || insn->mod == 3 || insn->operand16 ||
	    !read_memory(insn, insn->address, &offset, 4) ||
	    !read_memory(insn, insn->address + 4, &selector, 2) ||
	    !load_segment(lg, number, selector))
		return false;
	*guest_register(lg, insn->reg) = offset;
	return done(lg, insn);
}

/* 0f 00: lldt, ltr. */
static bool group_descriptor(struct lguest *lg, struct insn *insn)
{
	u16 selector;
	u32 trap;

	if (!decode_modrm(lg, insn) || (insn->reg != 2 && insn->reg != 3) ||
	    !operand16(lg, insn, &selector))
		return false;
	lg_count(lg, DESCRIPTOR);
	trap = insn->reg == 2 ? guest_load_ldt(lg, selector) :
				guest_load_tr(lg, selector);
	if (!trap)
		return done(lg, insn);
	guest_inject(lg, trap, true, selector & 0xfffc);
	return true;
}

/* 0f 01: lgdt, lidt, lmsw, invlpg. */
static bool group_system(struct lguest *lg, struct insn *insn)
{
	u16 limit;
	u32 base;

	if (!decode_modrm(lg, insn))
		return false;
	if (insn->reg == 6) {
		if (!operand16(lg, insn, &limit))
			return false;
		/* lmsw cannot clear PE. */
		return control_write(lg, 0, (lg->cr0 & ~0xe) | (limit & 0xf)) &&
		       done(lg, insn);
	}
	if (insn->mod == 3)
		return false;
	if (insn->reg == 7) {
		lg_count(lg, INVLPG);
		shadow_flush_page(lg, insn->address);
		return done(lg, insn);
	}
	if ((insn->reg != 2 && insn->reg != 3) ||
	    !read_memory(insn, insn->address, &limit, 2) ||
	    !read_memory(insn, insn->address + 2, &base, 4))
		return false;
	if (insn->operand16)
		base &= 0xffffff;
	lg_count(lg, DESCRIPTOR);
	if (insn->reg == 2)
		return guest_load_gdt(lg, base, limit) && done(lg, insn);
	guest_load_idt(lg, base, limit);
	return done(lg, insn);
}

static bool emulate_0f(struct lguest *lg, struct insn *insn)
{
	u8 op = next8(insn), modrm;
	u32 *gpr, number;
	u64 tsc;

	switch (op) {
	case 0xa1:
		return pop_segment(lg, insn, 4);
	case 0xa9:
		return pop_segment(lg, insn, 5);
	case 0xb4:
		return load_far_pointer(lg, insn, 4);
	case 0xb5:
		return load_far_pointer(lg, insn, 5);
	}
	if (guest_in_user(lg))
		return false;
	switch (op) {
	case 0x00:
		return group_descriptor(lg, insn);
	case 0x01:
		return group_system(lg, insn);
	case 0x06: /* clts */
		return control_write(lg, 0, lg->cr0 & ~X86_CR0_TS) &&
		       done(lg, insn);
	case 0x08: /* invd */
	case 0x09: /* wbinvd */
		return done(lg, insn);
	case 0x31: /* rdtsc, of a guest with CR4.TSD */
		tsc = rdtsc();
		lg->regs->eax = tsc;
		lg->regs->edx = tsc >> 32;
		return done(lg, insn);
	case 0x20 ... 0x23:
		modrm = next8(insn);
		if (insn->fault.happened)
			return false;
		number = modrm >> 3 & 7;
		gpr = guest_register(lg, modrm);
		if (op & 1)
			debug_access(lg, number, gpr, op == 0x23);
		else if (op == 0x20 ? !control_read(lg, number, gpr) :
				      !control_write(lg, number, *gpr))
			return false;
		return done(lg, insn);
	case 0x30:
		return msr_write(lg) && done(lg, insn);
	case 0x32:
		return msr_read(lg) && done(lg, insn);
	case 0xb2:
		return load_far_pointer(lg, insn, 2);
	default:
		return false;
	}
}

/* No port exists: in reads all ones, out goes nowhere.  SDM 19.3. */
static bool emulate_port(struct lguest *lg, struct insn *insn, u8 op)
{
	u32 mask = !(op & 1) ? 0xff : insn->operand16 ? 0xffff : 0xffffffff;

	if (op < 0xe8)
		next8(insn);
	if (insn->fault.happened)
		return false;
	if (!(op & 2))
		lg->regs->eax |= mask;
	lg_count(lg, PORT);
	return done(lg, insn);
}

static bool emulate_kernel(struct lguest *lg, struct insn *insn, u8 op)
{
	switch (op) {
	case 0x17:
		return pop_segment(lg, insn, 2);
	case 0xcf: /* a frame whose cs has RPL 0 or is a TLS slot */
		guest_iret(lg, false);
		return true;
	case 0xe4 ... 0xe7:
	case 0xec ... 0xef:
		return emulate_port(lg, insn, op);
	case 0xf4:
		lg_count(lg, HLT);
		lg->halted = true;
		return done(lg, insn);
	case 0xfa:
		guest_set_irq_flag(lg, 0);
		return done(lg, insn);
	case 0xfb:
		guest_set_irq_flag(lg, LGUEST_IF);
		return done(lg, insn);
	default:
		return false;
	}
}

static bool emulate(struct lguest *lg, struct insn *insn)
{
	u8 op = decode_opcode(insn);

	if (insn->fault.happened)
		return false;
	switch (op) {
	case 0x07:
		return pop_segment(lg, insn, 0);
	case 0x1f:
		return pop_segment(lg, insn, 3);
	case 0x8e:
		return move_to_segment(lg, insn);
	case 0xc4:
		return load_far_pointer(lg, insn, 0);
	case 0xc5:
		return load_far_pointer(lg, insn, 3);
	case 0x0f:
		return emulate_0f(lg, insn);
	}
	return !guest_in_user(lg) && emulate_kernel(lg, insn, op);
}

bool guest_emulate(struct lguest *lg)
{
	struct insn insn = {
		.lg = lg,
		.start = segment_base(lg, lg->regs->cs) + lg->regs->eip,
		.access = guest_in_user(lg) ? ACCESS_USER : 0,
	};

	if (emulate(lg, &insn))
		return true;
	if (!insn.fault.happened)
		return false;
	/* Its operand is not there: that is the fault the guest gets. */
	guest_page_fault(lg, insn.fault.va, insn.fault.error);
	return true;
}

/* A #UD of the guest kernel: ud2 'l' 'g' and an instruction to emulate? */
bool guest_emulate_prefixed(struct lguest *lg)
{
	u8 code[6];

	if (guest_in_user(lg) ||
	    !guest_read_virt(lg, lg->regs->eip, code, 5) ||
	    code[0] != 0x0f || code[1] != 0x0b ||
	    code[2] != LGUEST_PREFIX_1 || code[3] != LGUEST_PREFIX_2)
		return false;
	switch (code[4]) {
	case 0xcf:
		guest_iret(lg, true);
		return true;
	case 0xfb:
		lg_count(lg, STI);
		guest_set_irq_flag(lg, LGUEST_IF);
		guest_advance(lg, 5);
		return true;
	case 0x0f:
		if (!guest_read_virt(lg, lg->regs->eip + 5, &code[5], 1) ||
		    code[5] != 0xa2)
			return false;
		guest_cpuid(lg);
		guest_advance(lg, 6);
		return true;
	default:
		return false;
	}
}
