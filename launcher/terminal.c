// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 210: Your terminal, afterwards
 *
 * The terminal becomes raw when nothing can be refused any more, and every way
 * out restores it: return from main, the input thread's exit, and signals. Keys
 * that make signals are off, so ^C goes to the guest; three of them within a
 * second are for us.
 */
#include "terminal.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static int saved_fd;
static atomic_bool is_raw;

void terminal_restore(void)
{
	/* Signal handlers may call tcsetattr(). */
	if (atomic_exchange(&is_raw, false))
		tcsetattr(saved_fd, TCSANOW, &saved);
}

/* SA_RESETHAND: the signal that we raise has its default effect. */
static void end_by_signal(int sig)
{
	terminal_restore();
	raise(sig);
}

static void catch_signals(void)
{
	static const int signals[] = {
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS,
		SIGILL, SIGFPE, SIGALRM, SIGUSR2,
	};
	struct sigaction act = {
		.sa_handler = end_by_signal,
		.sa_flags = (int)(SA_RESETHAND | SA_NODEFER),
	};

	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction old;

		/* A signal that our parent had ignored stays ignored. */
		if (!sigaction(signals[i], NULL, &old) &&
		    old.sa_handler == SIG_DFL)
			sigaction(signals[i], &act, NULL);
	}
}

void terminal_raw(int fd)
{
	struct termios raw;

	/* A background process that changes the terminal is stopped. */
	if (!isatty(fd) || tcgetpgrp(fd) != getpgrp() ||
	    tcgetattr(fd, &saved))
		return;
	saved_fd = fd;
	catch_signals();
	raw = saved;
	raw.c_lflag &= (tcflag_t)~(ISIG | ICANON | ECHO | IEXTEN);
	raw.c_iflag &= (tcflag_t)~(ICRNL | INLCR | IGNCR | IXON | ISTRIP |
				   BRKINT);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	atomic_store(&is_raw, true);
	tcsetattr(fd, TCSANOW, &raw);
}

bool break_rule_feed(struct break_rule *rule, const uint8_t *buf, size_t n,
		     int64_t now)
{
	if (n != 1 || buf[0] != BREAK_KEY) {
		rule->count = 0;
		return false;
	}
	if (rule->count == 2 && now - rule->at[0] <= BREAK_WINDOW)
		return true;
	if (rule->count == 2)
		rule->at[0] = rule->at[1];
	else
		rule->count++;
	rule->at[rule->count - 1] = now;
	return false;
}
