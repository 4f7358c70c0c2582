// SPDX-License-Identifier: GPL-2.0
/* POSIX shared memory and process-shared semaphores on tmpfs. */
#include "check.h"

#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>

#define ROUNDS	150

struct area {
	sem_t there, back;
	uint32_t value;
};

static void other(void *arg)
{
	struct area *a = arg;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		SYS(sem_wait(&a->there));
		a->value = a->value * 3 + 1;
		SYS(sem_post(&a->back));
	}
}

void test_shm_posix(void)
{
	int fd = shm_open("/lgcheck-test", O_RDWR | O_CREAT, 0600), i;
	uint32_t want = 1;
	struct area *a;
	pid_t pid;

	if (fd < 0 && (errno == ENOSYS || errno == ENOENT))
		skip("no file system on /dev/shm");
	CHECK(fd >= 0);
	SYS(shm_unlink("/lgcheck-test"));
	SYS(ftruncate(fd, PAGE));
	a = SYS(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	SYS(sem_init(&a->there, 1, 0));
	SYS(sem_init(&a->back, 1, 0));
	a->value = 1;
	pid = child_start(other, a);
	for (i = 0; i < ROUNDS; i++) {
		SYS(sem_post(&a->there));
		SYS(sem_wait(&a->back));
		want = want * 3 + 1;
		CHECK_EQ(a->value, want);
	}
	child_exits(pid, 0);
}
