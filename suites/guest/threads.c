// SPDX-License-Identifier: GPL-2.0
/* Threads: a hundred come and go; eight share a lock and lose nothing. */
#include "check.h"

#include <pthread.h>

#define MANY	100
#define ROUNDS	400

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void *give_back(void *arg)
{
	return (char *)arg + 1;
}

static void *count(void *arg)
{
	int i, old;

	for (i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		old = total;
		if (i % 50 == 0)
			sched_yield();	/* while holding the lock */
		total = old + 1;
		pthread_mutex_unlock(&lock);
	}
	return arg;
}

void test_threads(void)
{
	pthread_t t[8];
	void *ret;
	long i;

	for (i = 0; i < MANY; i++) {
		CHECK_EQ(pthread_create(&t[0], NULL, give_back, (void *)i), 0);
		CHECK_EQ(pthread_join(t[0], &ret), 0);
		CHECK_EQ((long)ret, i + 1);
	}
	for (i = 0; i < 8; i++)
		CHECK_EQ(pthread_create(&t[i], NULL, count, (void *)i), 0);
	for (i = 0; i < 8; i++) {
		CHECK_EQ(pthread_join(t[i], &ret), 0);
		CHECK_EQ((long)ret, i);
	}
	CHECK_EQ(total, 8 * ROUNDS);
}
