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

static ssize_t request_initialize(struct lguest *lg, const char __user *words,
				  size_t len)
{
	struct lguest_init init;
	int err;

	if (len != sizeof(init))
		return -EINVAL;
	if (copy_from_user(&init, words, sizeof(init)))
		return -EFAULT;
	if (mutex_lock_interruptible(&lg->run_lock))
		return -EINTR;
	err = guest_initialize(lg, &init);
	mutex_unlock(&lg->run_lock);
	return err;
}

static ssize_t request_getdma(struct lguest *lg, const char __user *words,
			      size_t len)
{
	struct lguest_getdma get;
	u32 args[2];
	int err;

	if (len != sizeof(args))
		return -EINVAL;
	if (copy_from_user(args, words, sizeof(args)))
		return -EFAULT;
	err = dma_get(lg, args[0], &get);
	if (err)
		return err;
	if (copy_to_user((void __user *)(unsigned long)args[1], &get,
			 sizeof(get)))
		return -EFAULT;
	return 0;
}

static ssize_t request_irq_line(struct lguest *lg, const char __user *words,
				size_t len)
{
	u32 line;

	if (len != sizeof(line))
		return -EINVAL;
	if (copy_from_user(&line, words, sizeof(line)))
		return -EFAULT;
	if (line >= LGUEST_IRQS)
		return -EINVAL;
	guest_raise_irq(lg, line);
	return 0;
}

static ssize_t request_stats(struct lguest *lg, const char __user *words,
			     size_t len)
{
	struct lguest_stats stats;
	u32 address;

	if (len != sizeof(address))
		return -EINVAL;
	if (copy_from_user(&address, words, sizeof(address)))
		return -EFAULT;
	stats = lg->stats;
	if (copy_to_user((void __user *)(unsigned long)address, &stats,
			 sizeof(stats)))
		return -EFAULT;
	return 0;
}

static ssize_t request_state(struct lguest *lg, const char __user *words,
			     size_t len)
{
	struct lguest_state *state;
	ssize_t err = 0;
	u32 address;

	if (len != sizeof(address))
		return -EINVAL;
	if (copy_from_user(&address, words, sizeof(address)))
		return -EFAULT;
	state = kmalloc(sizeof(*state), GFP_KERNEL_ACCOUNT);
	if (!state)
		return -ENOMEM;
	guest_state(lg, state);
	if (copy_to_user((void __user *)(unsigned long)address, state,
			 sizeof(*state)))
		err = -EFAULT;
	kfree(state);
	return err;
}

static ssize_t lg_write(struct file *file, const char __user *from, size_t len,
			loff_t *offset)
{
	struct lguest *lg = file->private_data;
	const char __user *words = from + sizeof(u32);
	size_t rest = len - sizeof(u32);
	ssize_t err;
	u32 request;

	if (len < sizeof(request))
		return -EINVAL;
	if (copy_from_user(&request, from, sizeof(request)))
		return -EFAULT;
	if (request != LHREQ_INITIALIZE) {
		err = check_owner(lg);
		if (err)
			return err;
	}
	if (request == LHREQ_STATS) {
		err = request_stats(lg, words, rest);
		return err ?: len;
	}
	if (request == LHREQ_STATE) {
		err = request_state(lg, words, rest);
		return err ?: len;
	}
	if (READ_ONCE(lg->ended))
		return -ENOENT;
	switch (request) {
	case LHREQ_INITIALIZE:
		err = request_initialize(lg, words, rest);
		break;
	case LHREQ_GETDMA:
		err = request_getdma(lg, words, rest);
		break;
	case LHREQ_IRQ:
		err = request_irq_line(lg, words, rest);
		break;
	default:
		err = -EINVAL;
	}
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
