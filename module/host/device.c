// SPDX-License-Identifier: GPL-2.0
/*
 * Host 50: The file /dev/lguest
 *
 * The launcher's requests, see module/include/lguest_launcher.h. Everything
 * written here comes from a process that may be hostile. Lengths are checked
 * exactly, and only the process that initialised a guest reaches it afterwards,
 * even if others hold the file.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "lg.h"

/* Of the longest request. */
#define REQUEST_WORDS	(1 + sizeof(struct lguest_init) / sizeof(u64))

static int check_owner(const struct lguest *lg)
{
	/* Set when the guest is complete, by guest_initialize(). */
	const struct mm_struct *mm = smp_load_acquire(&lg->mm);

	if (!mm)
		return -EINVAL;
	/* A worker of io_uring has the mm, but no FPU state to swap. */
	if (mm != current->mm || current->flags & (PF_KTHREAD | PF_IO_WORKER))
		return -EPERM;
	return 0;
}

/* The launcher's own address; what it has not mapped is its error. */
static int copy_answer(u64 address, const void *from, size_t len)
{
	if (address > ULONG_MAX ||
	    copy_to_user((void __user *)(unsigned long)address, from, len))
		return -EFAULT;
	return 0;
}

static int request_initialize(struct lguest *lg, const struct lguest_init *init)
{
	int err;

	if (mutex_lock_interruptible(&lg->run_lock))
		return -EINTR;
	err = guest_initialize(lg, init);
	mutex_unlock(&lg->run_lock);
	return err;
}

static int request_getdma(struct lguest *lg, u64 key, u64 answer)
{
	struct lguest_getdma get;
	int err;

	if (key > U32_MAX)
		return -EINVAL;
	err = dma_get(lg, key, &get);
	return err ?: copy_answer(answer, &get, sizeof(get));
}

static int request_irq_line(struct lguest *lg, u64 line)
{
	if (line >= LGUEST_IRQS)
		return -EINVAL;
	guest_raise_irq(lg, line);
	return 0;
}

static int request_stats(const struct lguest *lg, u64 answer)
{
	struct lguest_stats stats = lg->stats;

	return copy_answer(answer, &stats, sizeof(stats));
}

static int request_state(struct lguest *lg, u64 answer)
{
	struct lguest_state *state = kmalloc(sizeof(*state),
					     GFP_KERNEL_ACCOUNT);
	int err;

	if (!state)
		return -ENOMEM;
	guest_state(lg, state);
	err = copy_answer(answer, state, sizeof(*state));
	kfree(state);
	return err;
}

/* How many words a request has, its number included; 0: there is none such. */
static size_t request_len(u64 request)
{
	switch (request) {
	case LHREQ_INITIALIZE:
		return REQUEST_WORDS;
	case LHREQ_GETDMA:
		return 3;
	case LHREQ_IRQ:
	case LHREQ_STATS:
	case LHREQ_STATE:
		return 2;
	default:
		return 0;
	}
}

static int request(struct lguest *lg, const u64 *words, size_t len)
{
	if (len != request_len(words[0]) * sizeof(*words))
		return -EINVAL;
	switch (words[0]) {
	case LHREQ_INITIALIZE:
		return request_initialize(lg, (const void *)(words + 1));
	case LHREQ_GETDMA:
		return request_getdma(lg, words[1], words[2]);
	case LHREQ_IRQ:
		return request_irq_line(lg, words[1]);
	case LHREQ_STATS:
		return request_stats(lg, words[1]);
	default:
		return request_state(lg, words[1]);
	}
}

static ssize_t lg_write(struct file *file, const char __user *from, size_t len,
			loff_t *offset)
{
	struct lguest *lg = file->private_data;
	u64 words[REQUEST_WORDS];
	int err;

	if (len < sizeof(*words) || len > sizeof(words))
		return -EINVAL;
	if (copy_from_user(words, from, len))
		return -EFAULT;
	if (words[0] != LHREQ_INITIALIZE) {
		err = check_owner(lg);
		if (err)
			return err;
	}
	if (READ_ONCE(lg->ended) && words[0] != LHREQ_STATS &&
	    words[0] != LHREQ_STATE)
		return -ENOENT;
	err = request(lg, words, len);
	return err ?: len;
}

static ssize_t read_end(const struct lguest *lg, char __user *to, size_t len)
{
	len = min(len, sizeof(lg->end));
	return copy_to_user(to, &lg->end, len) ? -EFAULT : len;
}

static ssize_t lg_read(struct file *file, char __user *to, size_t len,
		       loff_t *offset)
{
	struct lguest *lg = file->private_data;
	struct lguest_pending send;
	ssize_t err = check_owner(lg);

	if (err)
		return err;
	if (len < sizeof(send))
		return -EINVAL;
	if (!mutex_trylock(&lg->run_lock))
		return -EBUSY;
	if (lg->ended) {
		err = read_end(lg, to, len);
	} else {
		err = guest_run(lg, &send);
		if (!err)
			err = copy_to_user(to, &send, sizeof(send)) ?
				-EFAULT : sizeof(send);
	}
	mutex_unlock(&lg->run_lock);
	return err;
}

static int lg_open(struct inode *inode, struct file *file)
{
	file->private_data = guest_create();
	return file->private_data ? nonseekable_open(inode, file) : -ENOMEM;
}

static int lg_release(struct inode *inode, struct file *file)
{
	guest_destroy(file->private_data);
	return 0;
}

static const struct file_operations lg_fops = {
	.owner = THIS_MODULE,
	.open = lg_open,
	.release = lg_release,
	.read = lg_read,
	.write = lg_write,
};

static struct miscdevice lg_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "lguest",
	.mode = 0600,
	.fops = &lg_fops,
};

int device_init(void)
{
	return misc_register(&lg_device);
}

void device_exit(void)
{
	misc_deregister(&lg_device);
}
