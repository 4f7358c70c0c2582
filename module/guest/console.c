// SPDX-License-Identifier: GPL-2.0
/*
 * Drivers 20: A console
 *
 * The first driver anybody needs, and the only one that must work when nothing
 * else does: `lguest_console_setup()` is called before the kernel knows how
 * much memory it has.
 *
 * Consoles.  A boot console that works as soon as the host knows the guest;
 * it ends when hvc takes over.  Then hvc0, hvc1, ... for the consoles of the
 * device table in their order; the first one has no pages and key 0, so it
 * needs no table to be written to.
 *
 * Output is copied to a buffer that can be sent from anywhere, one send a
 * record; the host has taken it when the call returns.  There is one CPU, so
 * interrupts off is all the locking that the buffer needs.
 *
 * See how a buffer changes hands in `lguest_get_chars()`. While used_len is 0
 * it is the host's, else the guest's. The barriers stand between looking at
 * that word and touching the bytes, so that neither compiler nor CPU swaps the
 * two.
 */
#include <linux/console.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../tty/hvc/hvc_console.h"
#include "compat.h"
#include "guest.h"

#define OUTPUT_MAX	512	/* bytes in one send */
#define INPUT_MAX	256
#define CONSOLES_MAX	8	/* hvc has no more ttys */

static char output[OUTPUT_MAX] __aligned(OUTPUT_MAX);
static struct lguest_dma output_dma __aligned(128);	/* in one page */

struct lguest_console {
	unsigned long key;
	unsigned int taken;		/* bytes of the input read so far */
	struct lguest_dma dma;
	char input[INPUT_MAX] __aligned(INPUT_MAX);
};

/* By the number that hvc knows them by. */
static struct lguest_console *consoles[CONSOLES_MAX];
static unsigned int console_count;

/* Until its device is found, console 0 can be written to, not read. */
static unsigned long console_key(unsigned int number)
{
	return number < console_count ? consoles[number]->key : 0;
}

/* Copies what fits, newlines as \r\n if wanted; *taken: how much of text. */
static size_t fill_output(const char *text, size_t len, bool crlf,
			  size_t *taken)
{
	size_t used = 0, need;

	for (*taken = 0; *taken < len; (*taken)++) {
		need = crlf && text[*taken] == '\n' ? 2 : 1;
		if (used + need > OUTPUT_MAX)
			break;
		if (need == 2)
			output[used++] = '\r';
		output[used++] = text[*taken];
	}
	return used;
}

/* Sends what fits; how much of text that was. */
static size_t console_send(unsigned long key, const char *text, size_t len,
			   bool crlf)
{
	unsigned long flags;
	size_t taken;

	local_irq_save(flags);
	output_dma.len[0] = fill_output(text, len, crlf, &taken);
	output_dma.len[1] = 0;
	output_dma.addr[0] = __pa(output);
	output_dma.used_len = 0;
	lguest_call(LHCALL_SEND_DMA, key + LGUEST_CONSOLE_OUT,
		    __pa(&output_dma), 0);
	local_irq_restore(flags);
	return taken;
}

/* Of the boot console, whose index is 0, and of hvc. */
static void record_write(struct console *con, const char *text,
			 unsigned int len)
{
	unsigned long key = console_key(con->index);
	size_t done;

	for (done = 0; done < len; )
		done += console_send(key, text + done, len - done, true);
}

static struct console early_console_lguest = {
	.name	= "lguest",
	.write	= record_write,
	.flags	= CON_PRINTBUFFER | CON_BOOT | CON_ANYTIME,
	.index	= -1,
};

void __init lguest_console_setup(void)
{
	register_console(&early_console_lguest);
}

static lg_hvc_result lguest_put_chars(u32 number, const lg_hvc_char *text,
				      lg_hvc_size len)
{
	return console_send(console_key(number), (const char *)text, len,
			    false);
}

/* The buffer is the host's until used_len is set, and again once it is 0. */
static lg_hvc_result lguest_get_chars(u32 number, lg_hvc_char *text,
				      lg_hvc_size len)
{
	struct lguest_console *con;
	unsigned int used, count;

	if (number >= console_count)
		return 0;
	con = consoles[number];
	used = min_t(unsigned int, READ_ONCE(con->dma.used_len), INPUT_MAX);
	rmb();
	count = min_t(unsigned int, len, used - con->taken);
	memcpy(text, con->input + con->taken, count);
	con->taken += count;
	if (used && con->taken == used) {
		con->taken = 0;
		mb();
		WRITE_ONCE(con->dma.used_len, 0);
	}
	return count;
}

static const struct hv_ops lguest_hvc_ops = {
	.get_chars		= lguest_get_chars,
	.put_chars		= lguest_put_chars,
	.notifier_add		= notifier_add_irq,
	.notifier_del		= notifier_del_irq,
	.notifier_hangup	= notifier_hangup_irq,
};

static int lguest_console_probe(struct lguest_device *dev)
{
	unsigned int number = console_count;
	struct lguest_console *con;
	struct hvc_struct *hvc;

	if (number == CONSOLES_MAX)
		return -ENOSPC;
	/* A power of two, so that what the host uses crosses no page. */
	BUILD_BUG_ON(sizeof(*con) > PAGE_SIZE);
	con = (void *)get_zeroed_page(GFP_KERNEL);
	if (!con)
		return -ENOMEM;
	con->key = dev->key;
	con->dma.addr[0] = __pa(con->input);
	con->dma.len[0] = INPUT_MAX;
	if (!lguest_call(LHCALL_BIND_DMA, con->key + LGUEST_CONSOLE_IN,
			 __pa(&con->dma), 1 << 8 | dev->irq)) {
		free_page((unsigned long)con);
		return -EIO;
	}
	consoles[number] = con;
	console_count++;
	hvc = hvc_alloc(number, dev->irq, &lguest_hvc_ops, OUTPUT_MAX);
	return PTR_ERR_OR_ZERO(hvc);
}

static struct lguest_driver lguest_console_driver = {
	.type		= LGUEST_DEVICE_T_CONSOLE,
	.probe		= lguest_console_probe,
	.driver.name	= "lguest-console",
};

static int __init lguest_console_driver_init(void)
{
	return lguest_driver_register(&lguest_console_driver);
}
device_initcall(lguest_console_driver_init);

/*
 * The console of printk, long before there are devices.  hvc would pass on a
 * record in pieces of 16 bytes, and each send goes to the launcher and back:
 * its console gets our way of writing, which sends a record as one.
 */
static int __init lguest_hvc_console_init(void)
{
	struct console *con;

	if (!lguest_running())
		return 0;
	hvc_instantiate(0, 0, &lguest_hvc_ops);
	lg_console_list_lock();
	for_each_console(con) {
		if (!strcmp(con->name, "hvc"))
			con->write = record_write;
	}
	lg_console_list_unlock();
	return 0;
}
console_initcall(lguest_hvc_console_init);
