// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 150: The loop
 *
 * The run loop ends when the guest has ended or the launcher cannot go on. What
 * the guest sends is not checked here: the devices do that.
 */
#include "guest.h"

#include "host.h"
#include "lib/contract.h"

#include <string.h>

/*
 * Launcher 160+: Run, serve, run
 *
 * All that the launcher does while a guest lives is in these lines. The thread
 * disappears into the host's read(), where it is the guest's CPU. It comes
 * back when the guest has sent something to a device, and it stays away for
 * hours if the guest only computes.
 */
int guest_run(struct guest *guest, struct lguest_end *end,
	      struct refusal *why)
{
	for (;;) {
		struct lguest_pending sent;
		int err = host_run(guest->devices.host, &sent, end);

		if (err < 0)
			return refuse(why, -err,
				      LGUEST_DEVICE ": cannot go on running the guest: %s; see dmesg",
				      strerror(-err));
		if (!err)
			return 0;
		err = device_send(&guest->devices, sent.key, sent.dma, why);
		if (err)
			return err;
		input_kick(&guest->input);
	}
}

int guest_report_end(const struct lguest_end *end)
{
	switch (end->how) {
	case LGUEST_END_POWEROFF:
		warn(LGUEST_SAYS_POWEROFF);
		return LGUEST_POWEROFF;
	case LGUEST_END_CRASH:
		warn(LGUEST_SAYS_PANIC ": %s", end->reason);
		return LGUEST_PANIC;
	case LGUEST_END_RESTART:
		warn(LGUEST_SAYS_RESTART);
		return LGUEST_RESTART;
	case LGUEST_END_KILLED:
		warn(LGUEST_SAYS_KILLED ": %s", end->reason);
		return LGUEST_KILLED;
	default:
		warn("guest ended in an unknown way (%u); build launcher and module from one tree",
		     end->how);
		return LGUEST_REFUSED;
	}
}
