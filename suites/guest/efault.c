// SPDX-License-Identifier: GPL-2.0
/*
 * System calls with bad addresses give EFAULT: the kernel's own accesses to
 * user memory fault, and are put right.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

void test_efault(void)
{
	char *p = private_memory(3 * PAGE), *end = p + PAGE;
	int pipes[2], i, zero = SYS(open("/dev/zero", O_RDONLY));
	uintptr_t bad[] = { 8, 0, kernel_start(), 0xffc00000, 0xfffff000 };

	SYS(pipe(pipes));
	SYS(munmap(end, PAGE));
	SYS(mprotect(end + PAGE, PAGE, PROT_READ));
	bad[1] = (uintptr_t)end;
	for (i = 0; i < 5; i++) {
		if (i >= 2 && !kernel_start())
			break;		/* those are ordinary addresses there */
		FAILS(write(pipes[1], (void *)bad[i], 16), EFAULT);
		FAILS(read(zero, (void *)bad[i], 16), EFAULT);
		FAILS(syscall(SYS_stat64, "/", (void *)bad[i]), EFAULT);
		FAILS(open((char *)bad[i], O_RDONLY), EFAULT);
		FAILS(syscall(SYS_pipe, (void *)bad[i]), EFAULT);
	}
	/* across the end of a mapping, and into a read-only page */
	memset(end - 8, 'x', 8);
	FAILS(open(end - 8, O_RDONLY), EFAULT);
	FAILS(syscall(SYS_stat64, "/", end - 8), EFAULT);
	FAILS(read(zero, end + PAGE, 16), EFAULT);
	FAILS(syscall(SYS_pipe, end + PAGE), EFAULT);
	CHECK_EQ(read(zero, end - 8, 64), 8);	/* as far as it goes */
	for (i = 1; i <= 8; i++)
		CHECK_EQ(end[-i], 0);

	/* pages the kernel is the first to touch */
	p = private_memory(16 * PAGE);
	CHECK_EQ(write(pipes[1], p + 1, 8 * PAGE), 8 * PAGE);
	CHECK_EQ(read(pipes[0], p + 8 * PAGE, 8 * PAGE), 8 * PAGE);
}
