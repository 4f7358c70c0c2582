// SPDX-License-Identifier: GPL-2.0
/* System V and POSIX objects between processes: their limits and their ends. */
#include "syscalls.h"

#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>

static int id;

static void shm_as_user(void)
{
	struct shmid_ds ds;

	FAILS(shmat(id, NULL, 0), EACCES);
	FAILS(shmctl(id, IPC_STAT, &ds), EACCES);
	FAILS(shmctl(id, IPC_RMID, NULL), EPERM);
}

void test_shm_errors(void)
{
	key_t key = 0x6c670000 + getpid();
	struct shmid_ds ds;
	char *p, *q;

	id = NEED(shmget(key, 5000, IPC_CREAT | 0600), "CONFIG_SYSVIPC");
	FAILS(shmget(key, 5000, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
	FAILS(shmget(key, 9000, 0600), EINVAL);
	FAILS(shmget(key + 0x100000, 1, 0600), ENOENT);
	FAILS(shmget(IPC_PRIVATE, 0, 0600), EINVAL);
	FAILS(shmat(-1, NULL, 0), EINVAL);
	FAILS(shmat(id, (void *)4097, 0), EINVAL);
	FAILS(shmctl(id, 7777, &ds), EINVAL);
	FAILS(shmdt(NOWHERE), EINVAL);
	p = SYS(shmat(id, NULL, 0));
	q = SYS(shmat(id, NULL, SHM_RDONLY));
	p[4999] = 'x';
	CHECK_EQ(q[4999], 'x');
	SYS(shmctl(id, IPC_STAT, &ds));
	CHECK_EQ(ds.shm_nattch, 2);
	CHECK_EQ(ds.shm_segsz, 5000);
	as_user(shm_as_user);
	SYS(shmctl(id, IPC_RMID, NULL));
	FAILS(shmget(key, 5000, 0600), ENOENT);
	SYS(shmctl(id, IPC_STAT, &ds));		/* until the last is gone */
	SYS(shmdt(p));
	CHECK_EQ(q[4999], 'x');
	SYS(shmdt(q));
	FAILS(shmctl(id, IPC_STAT, &ds), EINVAL);
}

static void undo_child(void *arg)
{
	struct sembuf op = { 0, -3, SEM_UNDO };

	(void)arg;
	SYS(semop(id, &op, 1));
	CHECK_EQ(semctl(id, 0, GETVAL), 2);
}

static void removed_child(void *arg)
{
	struct sembuf op = { 1, -1, 0 };

	(void)arg;
	FAILS(semop(id, &op, 1), EIDRM);
}

void test_sem_errors(void)
{
	struct sembuf op[3] = { { 0, 1, 0 }, { 1, -1, IPC_NOWAIT }, { 9, 1, 0 } };
	struct timespec t = { 0, 1000000 };
	unsigned short values[2];
	pid_t pid;

	id = NEED(semget(IPC_PRIVATE, 2, 0600), "CONFIG_SYSVIPC");
	FAILS(semget(IPC_PRIVATE, 0, 0600), EINVAL);
	FAILS(semget(IPC_PRIVATE, 1 << 30, 0600), EINVAL);
	SYS(semctl(id, 0, SETVAL, 5));
	FAILS(semctl(id, 0, SETVAL, 32768), ERANGE);
	FAILS(semctl(id, 2, GETVAL), EINVAL);
	FAILS(semop(id, op, 0), EINVAL);
	FAILS(semop(id, op, 100000), E2BIG);
	FAILS(semop(id, NOWHERE, 1), EFAULT);
	FAILS(semop(id, op + 2, 1), EFBIG);
	FAILS(semop(id, op, 2), EAGAIN);	/* all of them or none */
	SYS(semctl(id, 0, GETALL, values));
	CHECK(values[0] == 5 && values[1] == 0);
	op[1].sem_flg = 0;
	FAILS(semtimedop(id, op + 1, 1, &t), EAGAIN);
	op[0].sem_op = 32767;
	FAILS(semop(id, op, 1), ERANGE);
	child_exits(child_start(undo_child, NULL), 0);
	CHECK_EQ(semctl(id, 0, GETVAL), 5);	/* undone when it ended */
	pid = child_start(removed_child, NULL);
	while (semctl(id, 1, GETNCNT) != 1)
		usleep(1000);
	SYS(semctl(id, 0, IPC_RMID));
	child_exits(pid, 0);
	FAILS(semop(id, op, 1), EINVAL);
}

struct message {
	long type;
	char text[100];
};

static void receive_removed(void *arg)
{
	struct message m;

	(void)arg;
	FAILS(msgrcv(id, &m, 100, 9, 0), EIDRM);
}

void test_msg_errors(void)
{
	struct message m = { 1, "one" };
	struct msqid_ds ds;
	pid_t pid;
	int i;

	id = NEED(msgget(IPC_PRIVATE, 0600), "CONFIG_SYSVIPC");
	FAILS(msgget(0x6c67ffff, 0600), ENOENT);
	m.type = 0;
	FAILS(msgsnd(id, &m, 4, 0), EINVAL);
	m.type = -1;
	FAILS(msgsnd(id, &m, 4, 0), EINVAL);
	m.type = 1;
	FAILS(msgsnd(id, &m, -1, 0), EINVAL);
	FAILS(msgsnd(id, NOWHERE, 4, 0), EFAULT);
	FAILS(msgsnd(-1, &m, 4, 0), EINVAL);
	FAILS(msgrcv(id, &m, 4, 0, IPC_NOWAIT), ENOMSG);
	for (i = 1; i <= 4; i++) {
		m.type = 5 - i;
		SYS(msgsnd(id, &m, 10 * i, 0));
	}
	FAILS(msgrcv(id, &m, 5, 4, 0), E2BIG);
	CHECK_EQ(msgrcv(id, &m, 5, 4, MSG_NOERROR), 5);
	CHECK_EQ(msgrcv(id, &m, 100, -2, 0), 40);	/* lowest up to 2 */
	CHECK_EQ(m.type, 1);
	CHECK_EQ(msgrcv(id, &m, 100, 3, MSG_EXCEPT), 30);
	CHECK_EQ(m.type, 2);
	SYS(msgctl(id, IPC_STAT, &ds));
	CHECK_EQ(ds.msg_qnum, 1);
	ds.msg_qbytes = 150;
	SYS(msgctl(id, IPC_SET, &ds));
	SYS(msgsnd(id, &m, 100, IPC_NOWAIT));
	FAILS(msgsnd(id, &m, 100, IPC_NOWAIT), EAGAIN);
	pid = child_start(receive_removed, NULL);
	child_sleeps(pid);
	SYS(msgctl(id, IPC_RMID, NULL));
	child_exits(pid, 0);
	FAILS(msgctl(id, IPC_STAT, &ds), EINVAL);
}

void test_mqueue_errors(void)
{
	struct mq_attr attr = { .mq_maxmsg = 2, .mq_msgsize = 16 };
	struct sigevent note = { .sigev_notify = SIGEV_SIGNAL,
				 .sigev_signo = SIGUSR1 };
	struct timespec past = { 1, 0 };
	char name[32], buf[16];
	unsigned int prio;
	mqd_t q;

	snprintf(name, sizeof(name), "/lgcheck-%d", getpid());
	q = NEED(mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600,
			 &attr), "CONFIG_POSIX_MQUEUE");
	FAILS(mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr), EEXIST);
	FAILS(mq_open("/lgcheck-none", O_RDWR), ENOENT);
	attr.mq_maxmsg = 0;
	FAILS(mq_open("/lgcheck-bad", O_RDWR | O_CREAT, 0600, &attr), EINVAL);
	FAILS(mq_receive(q, buf, 16, &prio), EAGAIN);
	FAILS(mq_receive(q, buf, 15, &prio), EMSGSIZE);
	FAILS(mq_send(q, buf, 17, 0), EMSGSIZE);
	FAILS(mq_send(q, buf, 1, 32768), EINVAL);
	SYS(mq_notify(q, &note));
	FAILS(mq_notify(q, &note), EBUSY);
	SYS(mq_notify(q, NULL));
	SYS(mq_send(q, "low", 3, 1));
	SYS(mq_send(q, "high", 4, 9));
	FAILS(mq_send(q, "x", 1, 0), EAGAIN);
	CHECK_EQ(mq_receive(q, buf, 16, &prio), 4);
	CHECK_EQ(prio, 9);
	SYS(mq_getattr(q, &attr));
	CHECK_EQ(attr.mq_curmsgs, 1);
	attr.mq_flags = 0;
	SYS(mq_setattr(q, &attr, NULL));
	CHECK_EQ(mq_receive(q, buf, 16, &prio), 3);
	FAILS(mq_timedreceive(q, buf, 16, &prio, &past), ETIMEDOUT);
	past.tv_nsec = -1;
	FAILS(mq_timedreceive(q, buf, 16, &prio, &past), EINVAL);
	SYS(mq_unlink(name));
	FAILS(mq_unlink(name), ENOENT);
	SYS(mq_send(q, "x", 1, 0));		/* until the last is closed */
	SYS(mq_close(q));
	FAILS(mq_send(q, "x", 1, 0), EBADF);
}
