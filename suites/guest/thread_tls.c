// SPDX-License-Identifier: GPL-2.0
/* Thread-local variables stay with their thread across switches. */
#include "check.h"

#include <pthread.h>
#include <sched.h>

#define THREADS	6
#define ROUNDS	300

static __thread unsigned int mine = 12345;
static __thread char block[200];
static pthread_barrier_t start;

static void *body(void *arg)
{
	unsigned int id = (uintptr_t)arg, i;

	CHECK_EQ(mine, 12345);
	CHECK_EQ(block[199], 0);
	mine = id * 1000000;
	memset(block, id, sizeof(block));
	pthread_barrier_wait(&start);
	for (i = 0; i < ROUNDS; i++) {
		mine++;
		errno = id;		/* thread-local too */
		sched_yield();
		CHECK_EQ(errno, id);
		CHECK_EQ(mine, id * 1000000 + i + 1);
		CHECK_EQ(block[i % 200], id);
	}
	return (void *)(uintptr_t)mine;
}

void test_thread_tls(void)
{
	pthread_t t[THREADS];
	uintptr_t i;
	void *ret;

	CHECK_EQ(pthread_barrier_init(&start, NULL, THREADS), 0);
	for (i = 0; i < THREADS; i++)
		CHECK_EQ(pthread_create(&t[i], NULL, body, (void *)(i + 1)),
			 0);
	for (i = 0; i < THREADS; i++) {
		CHECK_EQ(pthread_join(t[i], &ret), 0);
		CHECK_EQ((uintptr_t)ret, (i + 1) * 1000000 + ROUNDS);
	}
	CHECK_EQ(mine, 12345);
}
