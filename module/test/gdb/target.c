// SPDX-License-Identifier: GPL-2.0
/* What gdb debugs in the guest; see script. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

volatile int counter, signals;

__attribute__((noinline)) int triple(int value)
{
	return value * 3;
}

static void on_signal(int sig)
{
	signals += sig == SIGUSR1;
}

int main(void)
{
	int i, sum = 0;

	signal(SIGUSR1, on_signal);
	for (i = 1; i <= 5; i++) {
		counter = triple(i);
		sum += counter;
	}
	raise(SIGUSR1);
	printf("sum %d, signals %d\n", sum, signals);
	return sum == 45 && signals == 1 ? 0 : 1;
}
