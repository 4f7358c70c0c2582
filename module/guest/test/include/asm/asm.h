/* SPDX-License-Identifier: GPL-2.0 */
/* What entry.S takes from the kernel, for a test of it in user space. */
#define _ASM_EXTABLE(from, to)
