// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the launcher's unit tests and prints the line that counts them, last.
 * Each test runs in a process of its own. Files go to a folder that is removed
 * at the end.
 */
#include "test.h"

#include "lib/test/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

static char folder[] = "/tmp/lguest-test-XXXXXX";
static char memory_folder[] = "/dev/shm/lguest-test-XXXXXX";
static bool has_memory_folder;
static unsigned int *skipped;	/* shared with the tests' processes */

/*
 * Tests that die on purpose must die of the signal itself. The sanitizer reads
 * this before main().
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "handle_segv=0:handle_abort=0:handle_sigbus=0";
}

void skip_test(const char *reason)
{
	__atomic_add_fetch(skipped, 1, __ATOMIC_RELAXED);
	printf("SKIP: %s\n", reason);
	fflush(stdout);
	_exit(0);
}

void assert_refused_at(const char *file, int line, int err,
		       const struct refusal *why, const char *part)
{
	if (err >= 0)
		ck_abort_msg("%s:%d: accepted; expected a refusal with \"%s\"",
			     file, line, part);
	if (!strstr(why->text, part))
		ck_abort_msg("%s:%d: refused with \"%s\"; expected \"%s\" in it",
			     file, line, why->text, part);
}

void map_memory(struct guest_memory *mem, uint32_t ram)
{
	struct refusal why;

	if (memory_map(mem, ram, &why))
		ck_abort_msg("%s", why.text);
}

void write_temp(char path[64], const void *data, size_t size)
{
	int fd;

	snprintf(path, 64, "%s/file-XXXXXX", folder);
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, size), (ssize_t)size);
	close(fd);
}

void memory_file_name(char path[64])
{
	struct statfs fs;
	int fd;

	if (!has_memory_folder || statfs(memory_folder, &fs) ||
	    fs.f_type != TMPFS_MAGIC)
		skip_test("/dev/shm is no tmpfs here");
	snprintf(path, 64, "%s/file-XXXXXX", memory_folder);
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert(!unlink(path));
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int main(void)
{
	Suite *suite = suite_create("launcher");
	int status;

	skipped = mmap(NULL, sizeof(*skipped), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (skipped == MAP_FAILED || !mkdtemp(folder) ||
	    chmod(folder, 0755)) {
		fprintf(stderr, "cannot start the tests: %s\n",
			strerror(errno));
		return 1;
	}
	has_memory_folder = mkdtemp(memory_folder) != NULL;
	suite_add_tcase(suite, options_tests());
	suite_add_tcase(suite, memory_tests());
	suite_add_tcase(suite, elf_tests());
	suite_add_tcase(suite, bzimage_tests());
	suite_add_tcase(suite, payload_tests());
	suite_add_tcase(suite, load_tests());
	suite_add_tcase(suite, boot_tests());
	suite_add_tcase(suite, terminal_tests());
	suite_add_tcase(suite, block_tests());
	suite_add_tcase(suite, console_tests());
	suite_add_tcase(suite, device_tests());
	suite_add_tcase(suite, guard_tests());
	suite_add_tcase(suite, tap_tests());
	suite_add_tcase(suite, sharenet_tests());
	suite_add_tcase(suite, net_tests());
	suite_add_tcase(suite, harden_tests());
	suite_add_tcase(suite, host_tests());
	suite_add_tcase(suite, stats_tests());
	suite_add_tcase(suite, state_tests());
	suite_add_tcase(suite, program_tests());
	status = unit_run(suite, skipped);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	if (has_memory_folder)
		nftw(memory_folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return status;
}
