// SPDX-License-Identifier: GPL-2.0
/* sendfile and splice move a file's pages without passing user memory. */
#include "check.h"

#include <fcntl.h>
#include <sys/sendfile.h>

#define SIZE	(200 * 1024)

void test_fs_sendfile(void)
{
	char *buf = private_memory(SIZE);
	int in, out, pipes[2];
	off_t at = 0;
	ssize_t n, left;

	in = SYS(open("in", O_RDWR | O_CREAT, 0600));
	pattern_fill(buf, SIZE, 3);
	CHECK_EQ(write(in, buf, SIZE), SIZE);
	SYS(fsync(in));
	drop_caches();
	out = SYS(open("out", O_RDWR | O_CREAT, 0600));
	while (at < SIZE)
		CHECK(SYS(sendfile(out, in, &at, SIZE - at)) > 0);
	memset(buf, 0, SIZE);
	CHECK_EQ(pread(out, buf, SIZE, 0), SIZE);
	pattern_check(buf, SIZE, 3);

	SYS(pipe(pipes));
	SYS(ftruncate(out, 0));
	SYS(lseek(out, 0, SEEK_SET));
	SYS(lseek(in, 0, SEEK_SET));
	while ((n = SYS(splice(in, NULL, pipes[1], NULL, 32768, 0))) > 0)
		for (left = n; left; left -= n)
			n = SYS(splice(pipes[0], NULL, out, NULL, left, 0));
	memset(buf, 0, SIZE);
	CHECK_EQ(pread(out, buf, SIZE, 0), SIZE);
	pattern_check(buf, SIZE, 3);
}
