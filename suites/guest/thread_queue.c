// SPDX-License-Identifier: GPL-2.0
/* Condition variables: producers and consumers hand over every item once. */
#include "check.h"

#include <pthread.h>

#define ITEMS	400

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static pthread_cond_t emptied = PTHREAD_COND_INITIALIZER;
static int slots[4], used, next_in, seen[2 * ITEMS];

static void *produce(void *arg)
{
	int base = (intptr_t)arg, i;

	for (i = 0; i < ITEMS; i++) {
		pthread_mutex_lock(&lock);
		while (used == 4)
			pthread_cond_wait(&emptied, &lock);
		slots[next_in++ & 3] = base + i;
		used++;
		pthread_cond_signal(&filled);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void *consume(void *arg)
{
	int i, item;

	for (i = 0; i < ITEMS; i++) {
		pthread_mutex_lock(&lock);
		while (!used)
			pthread_cond_wait(&filled, &lock);
		item = slots[(next_in - used) & 3];
		used--;
		CHECK(item >= 0 && item < 2 * ITEMS);
		seen[item]++;
		pthread_cond_signal(&emptied);
		pthread_mutex_unlock(&lock);
	}
	return arg;
}

void test_thread_queue(void)
{
	pthread_t t[4];
	int i;

	CHECK_EQ(pthread_create(&t[0], NULL, produce, (void *)0), 0);
	CHECK_EQ(pthread_create(&t[1], NULL, produce, (void *)ITEMS), 0);
	CHECK_EQ(pthread_create(&t[2], NULL, consume, NULL), 0);
	CHECK_EQ(pthread_create(&t[3], NULL, consume, NULL), 0);
	for (i = 0; i < 4; i++)
		CHECK_EQ(pthread_join(t[i], NULL), 0);
	for (i = 0; i < 2 * ITEMS; i++)
		CHECK_EQ(seen[i], 1);
}
