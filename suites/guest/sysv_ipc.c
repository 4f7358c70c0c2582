// SPDX-License-Identifier: GPL-2.0
/* System V shared memory, semaphores and message queues between processes. */
#include "check.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#define ROUNDS	100

static int shm, sem, msg;

static void step(int number, int by)
{
	struct sembuf op = { number, by, 0 };

	SYS(semop(sem, &op, 1));
}

static void other(void *arg)
{
	int *word = SYS(shmat(shm, NULL, 0));
	struct { long type; char text[16]; } m = { 2, "second" };
	int i;

	(void)arg;
	for (i = 0; i < ROUNDS; i++) {
		step(0, -1);
		(*word)++;
		step(1, 1);
	}
	SYS(msgsnd(msg, &m, sizeof(m.text), 0));
	m.type = 1;
	strcpy(m.text, "first");
	SYS(msgsnd(msg, &m, sizeof(m.text), 0));
	SYS(shmdt(word));
}

void test_sysv_ipc(void)
{
	struct { long type; char text[16]; } m;
	int *word, i;
	pid_t pid;

	shm = shmget(IPC_PRIVATE, 2 * PAGE, IPC_CREAT | 0600);
	if (shm < 0 && errno == ENOSYS)
		skip("the kernel has no System V IPC");
	sem = SYS(semget(IPC_PRIVATE, 2, IPC_CREAT | 0600));
	msg = SYS(msgget(IPC_PRIVATE, IPC_CREAT | 0600));
	word = SYS(shmat(shm, NULL, 0));
	CHECK_EQ(*word, 0);
	pid = child_start(other, NULL);
	for (i = 0; i < ROUNDS; i++) {
		CHECK_EQ(*word, i);
		step(0, 1);
		step(1, -1);
	}
	CHECK_EQ(*word, ROUNDS);
	child_exits(pid, 0);
	CHECK_EQ(msgrcv(msg, &m, sizeof(m.text), 1, 0), 16);
	CHECK(!strcmp(m.text, "first"));
	CHECK_EQ(msgrcv(msg, &m, sizeof(m.text), 0, 0), 16);
	CHECK(!strcmp(m.text, "second"));
	SYS(shmdt(word));
	SYS(shmctl(shm, IPC_RMID, NULL));
	SYS(semctl(sem, 0, IPC_RMID));
	SYS(msgctl(msg, IPC_RMID, NULL));
}
