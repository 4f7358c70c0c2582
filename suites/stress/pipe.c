// SPDX-License-Identifier: GPL-2.0
/* What many write into pipes and sockets, many read: all of it, and whole. */
#include "check.h"

#include <limits.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define WRITERS	6
#define READERS	5
#define RECORDS	300

struct record {
	uint32_t writer, number, length, sum;
	uint32_t words[60];
};

static uint32_t sum_of(const struct record *r)
{
	uint32_t sum = r->writer * 31 + r->number, i;

	for (i = 0; i < r->length; i++)
		sum = sum * 31 + r->words[i];
	return sum;
}

/* Seen once each; counted in memory that all share. */
static unsigned char *seen;

static void read_records(int fd)
{
	struct record r;
	ssize_t n;

	while ((n = read(fd, &r, sizeof(r))) > 0) {
		CHECK_EQ(n, sizeof(r));
		CHECK(r.writer < WRITERS && r.number < RECORDS);
		CHECK_EQ(r.sum, sum_of(&r));
		CHECK_EQ(__atomic_add_fetch(&seen[r.writer * RECORDS + r.number],
					    1, __ATOMIC_SEQ_CST), 1);
	}
	CHECK_EQ(n, 0);
}

static void write_records(int fd, uint32_t me)
{
	struct record r = { .writer = me };
	uint32_t i;

	_Static_assert(sizeof(r) <= PIPE_BUF, "written at once");
	for (r.number = 0; r.number < RECORDS; r.number++) {
		r.length = (me + r.number) % 61;
		for (i = 0; i < r.length; i++)
			r.words[i] = r.number * me + i;
		r.sum = sum_of(&r);
		CHECK_EQ(write(fd, &r, sizeof(r)), sizeof(r));
	}
}

void test_pipe_records(void)
{
	pid_t pids[WRITERS + READERS];
	int pipes[2], i;

	seen = shared_memory(WRITERS * RECORDS);
	SYS(pipe(pipes));
	for (i = 0; i < WRITERS + READERS; i++) {
		pids[i] = SYS(fork());
		if (pids[i])
			continue;
		close(pipes[i < WRITERS ? 0 : 1]);
		if (i < WRITERS)
			write_records(pipes[1], i);
		else
			read_records(pipes[0]);
		_exit(0);
	}
	close(pipes[0]);
	close(pipes[1]);
	for (i = 0; i < WRITERS + READERS; i++)
		child_exits(pids[i], 0);
	for (i = 0; i < WRITERS * RECORDS; i++)
		CHECK_EQ(seen[i], 1);
}

#define RING	16
#define TOKENS	5
#define LAPS	40

/* Tokens go round a ring of processes; each station adds one to each token. */
void test_pipe_ring(void)
{
	int pipes[RING][2], i, j;
	uint32_t token, got[TOKENS];
	pid_t pids[RING];

	for (i = 0; i < RING; i++)
		SYS(pipe(pipes[i]));
	for (i = 1; i < RING; i++) {
		pids[i] = SYS(fork());
		if (pids[i])
			continue;
		for (j = 0; j < TOKENS * LAPS; j++) {
			CHECK_EQ(read(pipes[i - 1][0], &token, 4), 4);
			token++;
			CHECK_EQ(write(pipes[i][1], &token, 4), 4);
		}
		_exit(0);
	}
	for (i = 0; i < TOKENS; i++) {
		token = i << 16;
		CHECK_EQ(write(pipes[0][1], &token, 4), 4);
	}
	for (j = 0; j < TOKENS * LAPS; j++) {
		CHECK_EQ(read(pipes[RING - 1][0], &token, 4), 4);
		token++;
		got[j % TOKENS] = token;
		if (j < TOKENS * (LAPS - 1))
			CHECK_EQ(write(pipes[0][1], &token, 4), 4);
	}
	for (i = 0; i < TOKENS; i++)
		CHECK_EQ(got[i], (i << 16) + RING * LAPS);
	for (i = 1; i < RING; i++)
		child_exits(pids[i], 0);
}

#define PEERS	8
#define MOVES	200

/*
 * Peers send each other credit by datagrams through sockets that all share:
 * what they have and what is on its way adds up to what there was.
 */
void test_socket_credit(void)
{
	unsigned int *balance = shared_memory(PAGE), all = 0;
	int sockets[PEERS][2], i, j;
	pid_t pids[PEERS];
	uint32_t amount;

	for (i = 0; i < PEERS; i++)
		SYS(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets[i]));
	for (i = 0; i < PEERS; i++) {
		balance[i] = 10000;
		pids[i] = SYS(fork());
		if (pids[i])
			continue;
		for (j = 0; j < MOVES; j++) {
			amount = (i * 37 + j) % 40 + 1;
			balance[i] -= amount;
			CHECK_EQ(send(sockets[(i + 1) % PEERS][0], &amount, 4,
				      0), 4);
			CHECK_EQ(recv(sockets[i][1], &amount, 4, 0), 4);
			balance[i] += amount;
		}
		_exit(0);
	}
	for (i = 0; i < PEERS; i++)
		child_exits(pids[i], 0);
	for (i = 0; i < PEERS; i++) {
		FAILS(recv(sockets[i][1], &amount, 4, MSG_DONTWAIT), EAGAIN);
		all += balance[i];
	}
	CHECK_EQ(all, PEERS * 10000);
}
