// SPDX-License-Identifier: GPL-2.0
/*
 * Modules: code that is made for a guest like the kernel's own, loaded, run and
 * taken out again.
 */
#include "fidelity.h"

#include <fcntl.h>
#include <sys/klog.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

#define LOG_READ_ALL	3

static int load(const char *path, const char *parameters)
{
	int fd, err;

	only_in_guest();
	fd = SYS(open(path, O_RDONLY));
	err = syscall(SYS_finit_module, fd, parameters, 0) ? errno : 0;

	close(fd);
	return err;
}

static int unload(const char *name)
{
	return syscall(SYS_delete_module, name, 0) ? errno : 0;
}

static bool loaded(const char *name)
{
	char path[100];

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return !access(path, F_OK);
}

static int logged(const char *text)
{
	static char log[1 << 18];
	int n = SYS(klogctl(LOG_READ_ALL, log, sizeof(log) - 1)), count = 0;
	char *p;

	log[n] = '\0';
	for (p = log; (p = strstr(p, text)); p++)
		count++;
	return count;
}

void test_modules(void)
{
	int i;

	for (i = 0; i < 10; i++) {
		CHECK_EQ(load("/modules/test_module.ko", ""), 0);
		CHECK(loaded("test_module"));
		CHECK_EQ(load("/modules/test_module.ko", ""), EEXIST);
		CHECK_EQ(unload("test_module"), 0);
		CHECK(!loaded("test_module"));
	}
	CHECK_EQ(logged("test_module: Hello, world"), 10);
	CHECK_EQ(logged("test_module: Goodbye"), 10);
}

/* A module that turns interrupts off and on again by the macros. */
void test_module_interrupts(void)
{
	long long before, after;
	int i;

	for (i = 0; i < 5; i++) {
		before = clock_ns(CLOCK_MONOTONIC);
		CHECK_EQ(load("/modules/preemptirq_delay_test.ko",
			      "test_mode=irq delay=20000 burst_size=3"), 0);
		after = clock_ns(CLOCK_MONOTONIC);
		CHECK(after - before >= 60 * MS);
		CHECK_EQ(unload("preemptirq_delay_test"), 0);
		/* interrupts are on again: a timer wakes us */
		SYS(usleep(1000));
	}
}

/* What is no module is refused, and the kernel goes on. */
void test_module_refused(void)
{
	static char image[1 << 20];
	struct stat st;
	int fd;

	only_in_guest();
	fd = SYS(open("/modules/test_module.ko", O_RDONLY));
	SYS(fstat(fd, &st));
	CHECK(st.st_size > 512 && st.st_size <= (off_t)sizeof(image));
	CHECK_EQ(read(fd, image, st.st_size), st.st_size);
	close(fd);
	CHECK(syscall(SYS_init_module, image, 100, ""));
	CHECK(syscall(SYS_init_module, image, st.st_size / 2, ""));
	image[18] ^= 0xff;	/* e_machine */
	CHECK(syscall(SYS_init_module, image, st.st_size, ""));
	CHECK_EQ(errno, ENOEXEC);
	CHECK_EQ(unload("test_module"), ENOENT);
	CHECK_EQ(load("/modules/test_module.ko", ""), 0);
	CHECK_EQ(unload("test_module"), 0);
}
