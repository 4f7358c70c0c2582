// SPDX-License-Identifier: GPL-2.0
/* Threads, each with data of its own, compiled and run in the guest. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define THREADS	8
#define ROUNDS	2000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int own;
static int sum;

static void *count(void *arg)
{
	int i, start = *(int *)arg;

	own = start;
	for (i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		sum++;
		pthread_mutex_unlock(&lock);
		errno = start;
		own++;
		if (own != start + i + 1 || errno != start)
			exit(1);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];
	int i, numbers[THREADS];

	for (i = 0; i < THREADS; i++) {
		numbers[i] = i * 10000;
		if (pthread_create(&threads[i], NULL, count, &numbers[i]))
			return 1;
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("sum %d\n", sum);
	return sum != THREADS * ROUNDS || own;
}
