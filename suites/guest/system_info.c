// SPDX-License-Identifier: GPL-2.0
/* uname, sysinfo, host name, random numbers, identity. */
#include "check.h"

#include <sys/random.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>

void test_system_info(void)
{
	unsigned char a[64], b[64], zero[64] = "";
	struct utsname u;
	struct sysinfo s;
	int i, bits = 0;

	SYS(uname(&u));
	CHECK(!strcmp(u.sysname, "Linux"));
	CHECK(u.release[0] >= '2' && strchr(u.release, '.'));
	if (in_guest())
		CHECK((u.machine[0] == 'i' && !strcmp(u.machine + 2, "86")) ||
		      !strcmp(u.machine, "x86_64"));
	SYS(sysinfo(&s));
	CHECK(s.totalram > 0 && s.freeram < s.totalram);
	CHECK(s.procs > 0);
	CHECK(s.uptime <= clock_ns(CLOCK_BOOTTIME) / SECOND + 1);

	CHECK_EQ(getrandom(a, sizeof(a), 0), sizeof(a));
	CHECK_EQ(getrandom(b, sizeof(b), 0), sizeof(b));
	CHECK(memcmp(a, b, sizeof(a)) && memcmp(a, zero, sizeof(a)));
	for (i = 0; i < 64; i++)
		bits += __builtin_popcount(a[i] ^ b[i]);
	CHECK(bits > 150 && bits < 362);	/* 256 +- 9 sigma */

	CHECK(getpid() > 0 && getppid() >= 0);
	if (in_guest()) {
		CHECK_EQ(getuid(), 0);
		SYS(sethostname("guesthost", 9));
		SYS(uname(&u));
		CHECK(!strcmp(u.nodename, "guesthost"));
	}
}
