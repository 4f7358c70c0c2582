// SPDX-License-Identifier: GPL-2.0
/* What the tests of a suite share; see check.h. */
#include "check.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>

void check_failed(const char *file, int line, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	dprintf(STDOUT_FILENO, "%s:%d: %s\n", file, line, text);
	if (test_process && getpid() != test_process)
		kill(test_process, SIGKILL);
	_exit(1);
}

void skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vdprintf(STDOUT_FILENO, fmt, ap);
	va_end(ap);
	dprintf(STDOUT_FILENO, "\n");
	_exit(EXIT_SKIP);
}

pid_t child_start(void (*fn)(void *arg), void *arg)
{
	pid_t pid = SYS(fork());

	if (!pid) {
		fn(arg);
		_exit(0);
	}
	return pid;
}

int child_wait(pid_t pid)
{
	int status;
	pid_t got;

	do {
		got = waitpid(pid, &status, 0);
	} while (got < 0 && errno == EINTR);
	CHECK_EQ(got, pid);
	return status;
}

void child_exits_at(const char *file, int line, pid_t pid, int code)
{
	int status = child_wait(pid);

	if (!WIFEXITED(status) || WEXITSTATUS(status) != code)
		check_failed(file, line, "child: wait status %#x, not exit %d",
			     status, code);
}

void child_dies_at(const char *file, int line, pid_t pid, int sig)
{
	int status = child_wait(pid);

	if (!WIFSIGNALED(status) || WTERMSIG(status) != sig)
		check_failed(file, line,
			     "child: wait status %#x, not signal %d", status,
			     sig);
}

static void *map(size_t size, int flags)
{
	return SYS(mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_ANONYMOUS | flags, -1, 0));
}

void *shared_memory(size_t size)
{
	return map(size, MAP_SHARED);
}

void *private_memory(size_t size)
{
	return map(size, MAP_PRIVATE);
}

long long clock_ns(int clock)
{
	struct timespec ts;

	SYS(clock_gettime(clock, &ts));
	return ts.tv_sec * SECOND + ts.tv_nsec;
}

static sigjmp_buf fault_back;
static struct fault fault_seen;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	fault_seen.sig = sig;
	fault_seen.code = info->si_code;
	fault_seen.addr = (uintptr_t)info->si_addr;
	fault_seen.ip = uc->uc_mcontext.gregs[REG_EIP];
	siglongjmp(fault_back, 1);
}

void handle(int sig, void (*fn)(int, siginfo_t *, void *), int flags)
{
	struct sigaction sa = { .sa_sigaction = fn };

	sa.sa_flags = flags | SA_SIGINFO;
	sigemptyset(&sa.sa_mask);
	SYS(sigaction(sig, &sa, NULL));
}

int fault_catch(struct fault *f, void (*fn)(void *arg), void *arg)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
				       SIGTRAP };
	struct sigaction old[5];
	size_t i;

	memset(&fault_seen, 0, sizeof(fault_seen));
	for (i = 0; i < 5; i++) {
		SYS(sigaction(signals[i], NULL, &old[i]));
		handle(signals[i], on_fault, 0);
	}
	if (!sigsetjmp(fault_back, 1))
		fn(arg);
	for (i = 0; i < 5; i++)
		SYS(sigaction(signals[i], &old[i], NULL));
	if (f)
		*f = fault_seen;
	return fault_seen.sig;
}

int in_guest(void)
{
	return access("/etc/lgcheck/plan", F_OK) == 0;
}

uintptr_t kernel_start(void)
{
	uintptr_t stack = (uintptr_t)__builtin_frame_address(0);

	return (stack | 0x0fffffff) + 1;
}

void drop_caches(void)
{
	int fd;

	if (!in_guest())
		return;		/* not ours to drop */
	sync();
	fd = SYS(open("/proc/sys/vm/drop_caches", O_WRONLY));
	CHECK_EQ(write(fd, "3\n", 2), 2);
	close(fd);
}

uint32_t seed_start(void)
{
	uint32_t seed = *test_args ? strtoul(*test_args, NULL, 0) : 1;

	dprintf(STDOUT_FILENO, "seed %u\n", seed);
	return seed;
}

/* SplitMix32: any seed is a good one. */
uint32_t seed_next(uint32_t *seed)
{
	uint32_t z = *seed += 0x9e3779b9;

	z = (z ^ z >> 16) * 0x85ebca6b;
	z = (z ^ z >> 13) * 0xc2b2ae35;
	return z ^ z >> 16;
}

static uint32_t next_word(uint32_t x)
{
	return x * 1664525 + 1013904223;
}

void pattern_fill(void *buf, size_t len, uint32_t seed)
{
	uint32_t *p = buf, x = seed;
	size_t i;

	for (i = 0; i < len / 4; i++)
		p[i] = x = next_word(x);
}

void pattern_check_at(const char *file, int line, const void *buf, size_t len,
		      uint32_t seed)
{
	const uint32_t *p = buf;
	uint32_t x = seed;
	size_t i;

	for (i = 0; i < len / 4; i++) {
		x = next_word(x);
		if (p[i] != x)
			check_failed(file, line,
				     "byte %zu of %zu: %#x, not %#x", i * 4,
				     len, p[i], x);
	}
}

void read_text(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		check_failed(__FILE__, __LINE__, "%s: %s", path,
			     strerror(errno));
	while (len < size - 1 && (n = read(fd, buf + len, size - 1 - len)) > 0)
		len += n;
	buf[len] = '\0';
	close(fd);
	if (!len)
		check_failed(__FILE__, __LINE__, "%s: is empty", path);
}
