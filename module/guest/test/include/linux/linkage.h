/* SPDX-License-Identifier: GPL-2.0 */
/* What entry.S takes from the kernel, for a test of it in user space. */
#define SYM_CODE_START(name)		.globl name; name:
#define SYM_CODE_END(name)		.size name, . - name
#define SYM_L_GLOBAL
#define SYM_INNER_LABEL(name, linkage)	.globl name; name:
