// SPDX-License-Identifier: GPL-2.0
/* Mappings: what is refused, and what lies at their ends. */
#include "syscalls.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>

#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static void touch(void *arg)
{
	*(volatile char *)arg += 0;
}

void test_mmap_errors(void)
{
	int ro, wo, pipes[2];
	char *p;

	make_file("file", "0123456789", 0600);
	ro = SYS(open("file", O_RDONLY));
	wo = SYS(open("file", O_WRONLY));
	SYS(pipe(pipes));
	FAILS(mmap(NULL, 0, RW, ANON, -1, 0), EINVAL);
	FAILS(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
	FAILS(mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0), EBADF);
	FAILS(mmap(NULL, PAGE, RW, MAP_SHARED, ro, 0), EACCES);
	FAILS(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, wo, 0), EACCES);
	FAILS(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, pipes[0], 0), ENODEV);
	FAILS(mmap(NULL, PAGE, PROT_READ, MAP_SHARED_VALIDATE | 0x200000, ro,
		   0), EOPNOTSUPP);
	FAILS(mmap(NULL, 0xfffff000, RW, ANON, -1, 0), ENOMEM);
	FAILS(mmap((void *)1, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	FAILS(mmap((void *)0xfffff000, PAGE, RW, ANON | MAP_FIXED, -1, 0),
	      ENOMEM);
	if (kernel_start())	/* of a 32-bit kernel: the page number wraps */
		FAILS(syscall(SYS_mmap2, NULL, PAGE, PROT_READ, MAP_PRIVATE, ro,
			      0xffffffff), EOVERFLOW);
	p = private_memory(2 * PAGE);
	FAILS(mmap(p, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0), EEXIST);
	FAILS(munmap(p + 1, PAGE), EINVAL);
	FAILS(munmap(p, 0), EINVAL);
	SYS(munmap(p, 1));
	SYS(munmap(p, PAGE));			/* nothing there: no error */
	p[PAGE] = 1;
	p = mmap(NULL, PAGE, RW, MAP_PRIVATE, ro, 0);
	CHECK(p != MAP_FAILED);
	p[0] = 'x';
	CHECK_EQ(pread(ro, p + 100, 1, 0), 1);
	CHECK_EQ(p[100], '0');
}

void test_mmap_file_end(void)
{
	struct fault f;
	char *p, c;
	int fd;

	fd = SYS(open("file", O_RDWR | O_CREAT, 0600));
	SYS(ftruncate(fd, PAGE + 100));
	p = SYS(mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0));
	CHECK_EQ(p[PAGE + 99], 0);
	p[PAGE + 99] = 'a';
	p[PAGE + 100] = 'b';			/* behind the end: not kept */
	CHECK_EQ(fault_catch(&f, touch, p + 2 * PAGE + 5), SIGBUS);
	CHECK_EQ(f.code, BUS_ADRERR);
	CHECK_EQ(f.addr, (uintptr_t)p + 2 * PAGE + 5);
	SYS(msync(p, 2 * PAGE, MS_SYNC));
	SYS(ftruncate(fd, 3 * PAGE));
	CHECK_EQ(fault_catch(&f, touch, p + 2 * PAGE + 5), 0);
	CHECK_EQ(pread(fd, &c, 1, PAGE + 99), 1);
	CHECK_EQ(c, 'a');
	p[PAGE] = 'x';
	SYS(ftruncate(fd, 100));
	CHECK_EQ(fault_catch(&f, touch, p + PAGE), SIGBUS);
	SYS(ftruncate(fd, 2 * PAGE));
	CHECK_EQ(p[PAGE], 0);			/* what was cut off is gone */
}

void test_mprotect_errors(void)
{
	char *p = private_memory(3 * PAGE), *q;
	struct fault f;
	int ro;

	make_file("file", "0123456789", 0600);
	ro = SYS(open("file", O_RDONLY));
	q = SYS(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0));
	FAILS(mprotect(q, PAGE, RW), EACCES);
	FAILS(mprotect(p + 1, PAGE, RW), EINVAL);
	FAILS(mprotect(p, PAGE, 0x80), EINVAL);
	FAILS(mprotect(p, PAGE, PROT_GROWSDOWN | PROT_GROWSUP), EINVAL);
	SYS(mprotect(p, 0, PROT_NONE));
	SYS(munmap(p + PAGE, PAGE));
	FAILS(mprotect(p, 3 * PAGE, PROT_READ), ENOMEM);
	CHECK_EQ(fault_catch(&f, touch, p), SIGSEGV);	/* up to the hole */
	CHECK_EQ(f.code, SEGV_ACCERR);
	CHECK_EQ(fault_catch(&f, touch, p + PAGE), SIGSEGV);
	CHECK_EQ(f.code, SEGV_MAPERR);
	CHECK_EQ(fault_catch(&f, touch, p + 2 * PAGE), 0);
}

void test_mremap_errors(void)
{
	char *p = private_memory(4 * PAGE), *q, *s = shared_memory(2 * PAGE);

	memset(p, 'p', 4 * PAGE);
	FAILS(mremap(p + 1, PAGE, PAGE, 0), EINVAL);
	FAILS(mremap(p, PAGE, 0, 0), EINVAL);
	FAILS(mremap(p, PAGE, PAGE, 0x80), EINVAL);
	FAILS(mremap(p, PAGE, PAGE, MREMAP_FIXED, p), EINVAL);
	FAILS(mremap(p, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		     p + PAGE), EINVAL);
	FAILS(mremap(p, PAGE, 2 * PAGE, 0), ENOMEM);	/* no room there */
	q = mremap(p, 4 * PAGE, 2 * PAGE, 0);
	CHECK(q == p);
	FAILS(mremap(p + 2 * PAGE, PAGE, PAGE, MREMAP_MAYMOVE), EFAULT);
	q = mremap(p, 2 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
	CHECK(q != MAP_FAILED);
	CHECK_EQ(q[2 * PAGE - 1], 'p');
	CHECK_EQ(q[2 * PAGE], 0);
	/* from 0 bytes: a second view of what is shared, not of the private */
	p = mremap(s, 0, 2 * PAGE, MREMAP_MAYMOVE);
	CHECK(p != MAP_FAILED && p != s);
	s[PAGE] = 's';
	CHECK_EQ(p[PAGE], 's');
	FAILS(mremap(q, 0, PAGE, MREMAP_MAYMOVE), EINVAL);
}

void test_madvise_errors(void)
{
	char *p = private_memory(4 * PAGE);
	unsigned char in[4];

	memset(p, 'p', 4 * PAGE);
	FAILS(madvise(p + 1, PAGE, MADV_NORMAL), EINVAL);
	FAILS(madvise(p, PAGE, 9999), EINVAL);
	SYS(mincore(p, 4 * PAGE, in));
	CHECK_EQ(in[1] & 1, 1);
	SYS(madvise(p + PAGE, PAGE, MADV_DONTNEED));
	SYS(mincore(p, 4 * PAGE, in));
	CHECK_EQ(in[0] & 1, 1);
	CHECK_EQ(in[1] & 1, 0);
	CHECK_EQ(p[PAGE - 1], 'p');
	CHECK_EQ(p[PAGE], 0);
	SYS(munmap(p + 2 * PAGE, PAGE));
	FAILS(madvise(p, 4 * PAGE, MADV_DONTNEED), ENOMEM);
	CHECK_EQ(p[3 * PAGE], 0);	/* done behind the hole all the same */
	FAILS(mincore(p + 1, PAGE, in), EINVAL);
	FAILS(mincore(p, 4 * PAGE, in), ENOMEM);
	FAILS(mincore(p, PAGE, NOWHERE), EFAULT);
	FAILS(msync(p, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
	FAILS(msync(p + 1, PAGE, MS_SYNC), EINVAL);
	FAILS(msync(p, 4 * PAGE, MS_SYNC), ENOMEM);
	SYS(mlock(p, PAGE));
	FAILS(msync(p, PAGE, MS_INVALIDATE), EBUSY);
	FAILS(madvise(p, PAGE, MADV_DONTNEED), EINVAL);
	SYS(munlock(p, PAGE));
	SYS(madvise(p, PAGE, MADV_DONTFORK));
}

static void lock_as_user(void)
{
	struct rlimit limit = { 2 * PAGE, 2 * PAGE };
	char *p = private_memory(4 * PAGE);

	SYS(setrlimit(RLIMIT_MEMLOCK, &limit));
	SYS(mlock(p, 2 * PAGE));
	FAILS(mlock(p + 2 * PAGE, PAGE), ENOMEM);
	SYS(munlock(p, PAGE));
	SYS(mlock(p + 2 * PAGE, PAGE));
	FAILS(mmap(NULL, 2 * PAGE, RW, ANON | MAP_LOCKED, -1, 0), EAGAIN);
	limit.rlim_cur = limit.rlim_max = 0;
	SYS(setrlimit(RLIMIT_MEMLOCK, &limit));
	FAILS(mlock(p, PAGE), EPERM);
}

void test_mlock_limits(void)
{
	char *p = private_memory(PAGE);

	as_user(lock_as_user);
	SYS(munmap(p, PAGE));
	FAILS(mlock(p, PAGE), ENOMEM);
	FAILS(mlockall(0), EINVAL);
	FAILS(mlockall(0x80), EINVAL);
	FAILS(mlockall(MCL_ONFAULT), EINVAL);
}

void test_address_space_limits(void)
{
	struct rlimit limit;
	char *end = sbrk(0);

	SYS(getrlimit(RLIMIT_AS, &limit));
	limit.rlim_cur = 24 << 20;
	SYS(setrlimit(RLIMIT_AS, &limit));
	FAILS(mmap(NULL, 24 << 20, RW, ANON, -1, 0), ENOMEM);
	SYS(munmap(SYS(mmap(NULL, 4 << 20, RW, ANON, -1, 0)), 4 << 20));
	FAILS(brk(end + (24 << 20)), ENOMEM);
	limit.rlim_cur = RLIM_INFINITY;
	SYS(setrlimit(RLIMIT_AS, &limit));
	SYS(getrlimit(RLIMIT_DATA, &limit));
	limit.rlim_cur = 1 << 20;
	SYS(setrlimit(RLIMIT_DATA, &limit));
	FAILS(brk(end + (2 << 20)), ENOMEM);
	FAILS(mmap(NULL, 2 << 20, RW, ANON, -1, 0), ENOMEM);
	SYS(mmap(NULL, 2 << 20, PROT_READ, ANON, -1, 0));
}

void test_other_memory(void)
{
	char *p = private_memory(2 * PAGE), buf[16];
	struct iovec local = { buf, 8 }, remote = { p + PAGE - 4, 8 };
	pid_t pid;
	int pipes[2];

	SYS(pipe(pipes));
	memcpy(p + PAGE - 4, "question", 8);
	pid = SYS(fork());
	if (!pid) {
		CHECK_EQ(read(pipes[0], buf, 1), 1);
		CHECK(!memcmp(p + PAGE - 4, "answered", 8));
		_exit(0);
	}
	memset(p, 0, 2 * PAGE);
	CHECK_EQ(NEED(process_vm_readv(pid, &local, 1, &remote, 1, 0),
		      "CONFIG_CROSS_MEMORY_ATTACH"), 8);
	CHECK(!memcmp(buf, "question", 8));
	memcpy(buf, "answered", 8);
	CHECK_EQ(process_vm_writev(pid, &local, 1, &remote, 1, 0), 8);
	CHECK_EQ(p[PAGE], 0);
	FAILS(process_vm_readv(pid, &local, 1, &remote, 1, 1), EINVAL);
	FAILS(process_vm_readv(0x7ffffff, &local, 1, &remote, 1, 0), ESRCH);
	remote.iov_base = p + 2 * PAGE - 4;
	SYS(munmap(p, 2 * PAGE));
	remote.iov_base = NOWHERE;
	FAILS(process_vm_readv(pid, &local, 1, &remote, 1, 0), EFAULT);
	CHECK_EQ(write(pipes[1], "x", 1), 1);
	child_exits(pid, 0);
}
