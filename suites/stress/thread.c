// SPDX-License-Identifier: GPL-2.0
/* Threads add to sums under every kind of lock; the sums are known. */
#include "check.h"

#include <pthread.h>
#include <semaphore.h>

#define THREADS	8
#define ROUNDS	1500

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static sem_t semaphore;
static unsigned int plain[3], exact;
static __thread unsigned int mine;

static void *add(void *arg)
{
	unsigned int i, seen;

	for (i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		plain[0]++;
		pthread_mutex_unlock(&mutex);
		pthread_rwlock_wrlock(&rwlock);
		plain[1]++;
		pthread_rwlock_unlock(&rwlock);
		pthread_rwlock_rdlock(&rwlock);
		seen = plain[1];
		pthread_rwlock_unlock(&rwlock);
		CHECK(seen > i);
		CHECK_EQ(sem_wait(&semaphore), 0);
		plain[2]++;
		CHECK_EQ(sem_post(&semaphore), 0);
		__atomic_add_fetch(&exact, 1, __ATOMIC_RELAXED);
		mine++;
		if (i % 500 == 0)
			pthread_barrier_wait(&barrier);
	}
	(void)arg;
	return (void *)(uintptr_t)mine;
}

void test_thread_sums(void)
{
	pthread_t threads[THREADS];
	void *result;
	int i;

	CHECK_EQ(pthread_barrier_init(&barrier, NULL, THREADS), 0);
	CHECK_EQ(sem_init(&semaphore, 0, 1), 0);
	for (i = 0; i < THREADS; i++)
		CHECK_EQ(pthread_create(&threads[i], NULL, add, NULL), 0);
	for (i = 0; i < THREADS; i++) {
		CHECK_EQ(pthread_join(threads[i], &result), 0);
		CHECK_EQ((uintptr_t)result, ROUNDS);
	}
	for (i = 0; i < 3; i++)
		CHECK_EQ(plain[i], THREADS * ROUNDS);
	CHECK_EQ(exact, THREADS * ROUNDS);
	CHECK_EQ(mine, 0);
}
