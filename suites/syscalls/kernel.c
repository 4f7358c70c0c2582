// SPDX-License-Identifier: GPL-2.0
/* The rest: filters, rings, restartable sequences, random numbers, barriers. */
#include "syscalls.h"

#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/membarrier.h>
#include <linux/kcmp.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/utsname.h>

/* From the mode on, failing would look like what it does in the end. */
static void strict(void *arg)
{
	volatile int *allowed = arg;

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		SYS(-1);
	*allowed = write(1, "", 0) == 0;
	getppid();
}

static void filtered(void *arg)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 77),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { 5, code };

	(void)arg;
	FAILS(prctl(PR_SET_SECCOMP, 77), EINVAL);
	FAILS(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog), EINVAL);
	prog.len = 0;
	FAILS(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog), EINVAL);
	prog.len = 6;
	SYS(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	SYS(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog));
	CHECK_EQ(prctl(PR_GET_SECCOMP), SECCOMP_MODE_FILTER);
	FAILS(syscall(SYS_getppid), 77);
	getpgid(0);
}

void test_seccomp_filters(void)
{
	int *allowed = shared_memory(PAGE);

	if (prctl(PR_GET_SECCOMP) < 0) {
		CHECK_EQ(errno, EINVAL);
		skip("the kernel has no CONFIG_SECCOMP");
	}
	child_dies(child_start(strict, allowed), SIGKILL);
	CHECK_EQ(*allowed, 1);
	child_dies(child_start(filtered, NULL), SIGSYS);
}

static void read_tsc(void *arg)
{
	(void)arg;
	asm volatile("rdtsc" : : : "eax", "edx");
}

static void denied_tsc(void *arg)
{
	struct fault f;

	(void)arg;
	SYS(prctl(PR_SET_TSC, PR_TSC_SIGSEGV));
	CHECK_EQ(fault_catch(&f, read_tsc, NULL), SIGSEGV);
	child_dies(child_start(read_tsc, NULL), SIGSEGV);
	SYS(prctl(PR_SET_TSC, PR_TSC_ENABLE));
	CHECK_EQ(fault_catch(&f, read_tsc, NULL), 0);
	SYS(prctl(PR_SET_TSC, PR_TSC_SIGSEGV));
}

/* The time stamp counter taken away from one process, not from others. */
void test_tsc_denied(void)
{
	FAILS(prctl(PR_SET_TSC, 77), EINVAL);
	child_exits(child_start(denied_tsc, NULL), 0);
	read_tsc(NULL);
}

void test_io_uring_basics(void)
{
	struct io_uring_params p = { 0 };
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqe;
	uint32_t *array, *tail, *head;
	char *ring, buf[8];
	int fd, file;

	fd = syscall(SYS_io_uring_setup, 2, &p);
	if (fd < 0 && (errno == ENOSYS || (errno == EPERM && !in_guest())))
		skip("the kernel has no CONFIG_IO_URING");
	SYS(fd);
	FAILS(syscall(SYS_io_uring_setup, 0, &p), EINVAL);
	FAILS(syscall(SYS_io_uring_setup, 2, NOWHERE), EFAULT);
	FAILS(syscall(SYS_io_uring_enter, 0, 1, 0, 0, NULL, 0), EOPNOTSUPP);
	FAILS(syscall(SYS_io_uring_enter, fd, 0, 0, 0x80000000, NULL, 0),
	      EINVAL);
	CHECK(p.features & IORING_FEAT_SINGLE_MMAP);
	ring = SYS(mmap(NULL, p.cq_off.cqes + p.cq_entries * sizeof(*cqe),
			PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			IORING_OFF_SQ_RING));
	sqes = SYS(mmap(NULL, p.sq_entries * sizeof(*sqes),
			PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			IORING_OFF_SQES));
	array = (void *)(ring + p.sq_off.array);
	tail = (void *)(ring + p.sq_off.tail);
	head = (void *)(ring + p.cq_off.head);
	cqe = (void *)(ring + p.cq_off.cqes);
	make_file("file", "0123456789", 0600);
	file = SYS(open("file", O_RDONLY));
	memset(sqes, 0, 2 * sizeof(*sqes));
	sqes[0].opcode = IORING_OP_READ;
	sqes[0].fd = file;
	sqes[0].addr = (uintptr_t)buf;
	sqes[0].len = 4;
	sqes[0].off = 3;
	sqes[0].user_data = 11;
	sqes[1].opcode = 250;
	sqes[1].user_data = 22;
	array[0] = 0;
	array[1] = 1;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	CHECK_EQ(syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS,
			 NULL, 0), 1);
	CHECK_EQ(cqe[0].user_data, 11);
	CHECK_EQ(cqe[0].res, 4);
	CHECK(!memcmp(buf, "3456", 4));
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	CHECK_EQ(syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS,
			 NULL, 0), 1);
	CHECK_EQ(*head, 0);
	CHECK_EQ(cqe[1].user_data, 22);
	CHECK_EQ(cqe[1].res, -EINVAL);
}

void test_random_bytes(void)
{
	static unsigned char a[4096], b[4096];
	unsigned int bits = 0, i;

	FAILS(getrandom(a, 1, 0x80), EINVAL);
	CHECK_EQ(getrandom(a, sizeof(a), 0), sizeof(a));
	FAILS(getrandom(NOWHERE, 1, GRND_NONBLOCK), EFAULT);
	CHECK_EQ(getrandom(b, sizeof(b), 0), sizeof(b));
	CHECK(memcmp(a, b, sizeof(a)));
	for (i = 0; i < sizeof(a); i++)
		bits += __builtin_popcount(a[i]);
	/* 32768 bits: half of them, within ten standard deviations */
	CHECK(bits > 16384 - 905 && bits < 16384 + 905);
}

void test_membarrier_kcmp(void)
{
	int all = NEED(syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0),
		       "CONFIG_MEMBARRIER"), fd;

	CHECK(all & MEMBARRIER_CMD_GLOBAL);
	FAILS(syscall(SYS_membarrier, 1 << 30, 0, 0), EINVAL);
	FAILS(syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 77, 0), EINVAL);
	FAILS(syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0),
	      EPERM);
	SYS(syscall(SYS_membarrier,
		    MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0));
	SYS(syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0));
	fd = SYS(dup(0));
	CHECK_EQ(NEED(syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, 0, fd),
		      "CONFIG_CHECKPOINT_RESTORE"), 0);
	fd = SYS(open("/dev/null", O_RDONLY));
	CHECK(syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, 0, fd) > 0);
	FAILS(syscall(SYS_kcmp, getpid(), getpid(), 77, 0, 0), EINVAL);
	FAILS(syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, 0, 999), EBADF);
	FAILS(syscall(SYS_kcmp, getpid(), 0x3ffffff, KCMP_VM, 0, 0), ESRCH);
}

void test_rseq_errors(void)
{
	static char area[256] __attribute__((aligned(256)));
	uint32_t sig = 0x12345678;
	long ret;

	/* the C library has registered one for this thread */
	ret = syscall(SYS_rseq, area, 32, 0, sig);
	if (ret && errno == ENOSYS)
		skip("the kernel has no CONFIG_RSEQ");
	CHECK_EQ(ret, -1);
	CHECK_EQ(errno, EINVAL);
	FAILS(syscall(SYS_rseq, area, 32, 0x80, sig), EINVAL);
	FAILS(syscall(SYS_rseq, area, 32, 1, sig), EINVAL);
}

void test_system_errors(void)
{
	struct utsname u;
	unsigned int cpu, node;

	FAILS(syscall(SYS_uname, NOWHERE), EFAULT);
	FAILS(syscall(SYS_sysinfo, NOWHERE), EFAULT);
	FAILS(syscall(SYS_getcpu, NOWHERE, NULL, NULL), EFAULT);
	SYS(syscall(SYS_getcpu, &cpu, &node, NULL));
	CHECK(cpu < 1024);
	FAILS(syscall(9999), ENOSYS);
	FAILS(syscall(-1), ENOSYS);
	FAILS(syscall(SYS_syslog, 77, NULL, 0), EINVAL);
	SYS(uname(&u));
	CHECK(!strcmp(u.sysname, "Linux"));
	if (kernel_start())
		CHECK(!strcmp(u.machine, "i686"));
}
