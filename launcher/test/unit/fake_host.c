// SPDX-License-Identifier: GPL-2.0
/* host.h without a host: remembers each request and answers as planned. */
#include "fake_host.h"

#include "host.h"
#include "test.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#define PLANNED	8

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t raised = PTHREAD_COND_INITIALIZER;
static struct {
	const struct guest_memory *mem;
	struct {
		uint32_t key, dma, irq;
	} bound[PLANNED];
	unsigned int nbound;
	unsigned int irqs;
	uint32_t last_irq;
	struct {
		bool ends;
		struct lguest_pending pending;
		struct lguest_end end;
	} plan[PLANNED];
	unsigned int nplan, done;
	struct lguest_state state;
} fake;

void fake_host_init(const struct guest_memory *mem)
{
	memset(&fake, 0, sizeof(fake));
	fake.mem = mem;
}

void fake_host_bind(uint32_t key, uint32_t dma, uint32_t irq)
{
	pthread_mutex_lock(&lock);
	ck_assert_uint_lt(fake.nbound, PLANNED);
	fake.bound[fake.nbound].key = key;
	fake.bound[fake.nbound].dma = dma;
	fake.bound[fake.nbound].irq = irq;
	fake.nbound++;
	pthread_mutex_unlock(&lock);
}

unsigned int fake_host_irqs(uint32_t *last)
{
	unsigned int n;

	pthread_mutex_lock(&lock);
	n = fake.irqs;
	if (last)
		*last = fake.last_irq;
	pthread_mutex_unlock(&lock);
	return n;
}

void fake_host_wait_irqs(unsigned int count)
{
	struct timespec until;
	int err = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 20;
	pthread_mutex_lock(&lock);
	while (fake.irqs < count && !err)
		err = pthread_cond_timedwait(&raised, &lock, &until);
	ck_assert_uint_ge(fake.irqs, count);
	pthread_mutex_unlock(&lock);
}

void fake_host_will_send(uint32_t key, uint32_t dma)
{
	ck_assert_uint_lt(fake.nplan, PLANNED);
	fake.plan[fake.nplan].pending.key = key;
	fake.plan[fake.nplan++].pending.dma = dma;
}

void fake_host_will_end(uint32_t how, const char *reason)
{
	ck_assert_uint_lt(fake.nplan, PLANNED);
	fake.plan[fake.nplan].ends = true;
	fake.plan[fake.nplan].end.how = how;
	strncpy(fake.plan[fake.nplan++].end.reason, reason,
		LGUEST_REASON_LEN - 1);
}

int host_run(int fd, struct lguest_pending *pending, struct lguest_end *end)
{
	(void)fd;
	if (fake.done == fake.nplan)
		return -EIO;
	*pending = fake.plan[fake.done].pending;
	*end = fake.plan[fake.done].end;
	return !fake.plan[fake.done++].ends;
}

int host_getdma(int fd, uint32_t key, struct lguest_getdma *got)
{
	int err = -ENOENT;

	(void)fd;
	pthread_mutex_lock(&lock);
	for (unsigned int i = 0; err && i < fake.nbound; i++) {
		uint32_t *used = guest_range(fake.mem, fake.bound[i].dma,
					     sizeof(*used));

		if (fake.bound[i].key != key ||
		    (used && __atomic_load_n(used, __ATOMIC_ACQUIRE)))
			continue;
		got->dma = fake.bound[i].dma;
		got->irq = fake.bound[i].irq;
		err = 0;
	}
	pthread_mutex_unlock(&lock);
	return err;
}

int host_irq(int fd, uint32_t line)
{
	(void)fd;
	pthread_mutex_lock(&lock);
	fake.irqs++;
	fake.last_irq = line;
	pthread_cond_broadcast(&raised);
	pthread_mutex_unlock(&lock);
	return 0;
}

void fake_host_state(const struct lguest_state *state)
{
	fake.state = *state;
}

int host_state(int fd, struct lguest_state *state)
{
	(void)fd;
	*state = fake.state;
	return 0;
}
