// SPDX-License-Identifier: GPL-2.0
/*
 * Loading a kernel, when what looks at the file is taken over by it. The
 * linker puts the functions here in place of those they wrap; they run in the
 * child, and tests choose what they do there.
 */
#include "load.h"

#include "boot.h"
#include "builder.h"
#include "lib/payload.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TAKEN_OVER	"do not run this file"

static struct guest_memory mem;
static struct kernel kernel;
static struct refusal why;
static struct blob elf;
static char path[64];

/* What the child does; NULL: its work. */
static void (*misbehave)(void);
static void (*lie)(struct kernel *kernel, struct refusal *why, int *err);

int __real_payload_unpack(const uint8_t *packed, size_t len, size_t limit,
			  uint8_t **data, size_t *size, const char **name);
int __wrap_payload_unpack(const uint8_t *packed, size_t len, size_t limit,
			  uint8_t **data, size_t *size, const char **name);
int __wrap_payload_unpack(const uint8_t *packed, size_t len, size_t limit,
			  uint8_t **data, size_t *size, const char **name)
{
	if (misbehave)
		misbehave();
	return __real_payload_unpack(packed, len, limit, data, size, name);
}

int __real_kernel_parse(const struct image *file, uint32_t ram,
			struct image *unpacked, struct kernel *kernel,
			struct refusal *why);
int __wrap_kernel_parse(const struct image *file, uint32_t ram,
			struct image *unpacked, struct kernel *kernel,
			struct refusal *why);
int __wrap_kernel_parse(const struct image *file, uint32_t ram,
			struct image *unpacked, struct kernel *kernel,
			struct refusal *why)
{
	int err = __real_kernel_parse(file, ram, unpacked, kernel, why);

	if (lie)
		lie(kernel, why, &err);
	return err;
}

static void setup(void)
{
	struct blob packed, bz;

	map_memory(&mem, 2 * MIB);
	elf = blob_elf();
	packed = blob_gzip(&elf);
	bz = blob_bzimage(&packed);
	write_temp(path, bz.data, bz.size);
	blob_free(&bz);
	blob_free(&packed);
	misbehave = NULL;
	lie = NULL;
}

static void teardown(void)
{
	blob_free(&elf);
	memory_unmap(&mem);
}

static int load(void)
{
	memset(&why, 0, sizeof(why));
	return load_kernel(path, &mem, &kernel, &why);
}

static void must_refuse(const char *part)
{
	assert_refused(load(), &why, part);
	ck_assert_int_eq(strncmp(why.text, path, strlen(path)), 0);
}

static void no_child_is_left(void)
{
	ck_assert_int_eq(waitpid(-1, NULL, 0), -1);
	ck_assert_int_eq(errno, ECHILD);
}

START_TEST(loads)
{
	ck_assert_msg(!load(), "%s", why.text);
	ck_assert_str_eq(kernel.packing, "gzip");
	ck_assert_uint_eq(kernel.unpacked, elf.size);
	ck_assert_uint_eq(kernel.nparts, 2);
	ck_assert_mem_eq(mem.base + ELF_TEXT,
			 elf.data + elf_phdr(&elf, 0)->p_offset,
			 ELF_TEXT_SIZE);
	ck_assert_mem_eq(mem.base + ELF_DATA,
			 elf.data + elf_phdr(&elf, 1)->p_offset,
			 ELF_DATA_FILE);
	no_child_is_left();
}
END_TEST

/* Parts of a vmlinux go through a buffer: here, several of it. */
START_TEST(loads_large_vmlinux)
{
	size_t size = elf.size + 300001;
	Elf32_Phdr *text, *data;
	uint32_t random = 99;

	memory_unmap(&mem);
	map_memory(&mem, 4 * MIB);
	elf.data = realloc(elf.data, size);
	ck_assert_ptr_nonnull(elf.data);
	text = elf_phdr(&elf, 0);
	data = elf_phdr(&elf, 1);
	for (size_t i = elf.size; i < size; i++)
		elf.data[i] = (uint8_t)next_random(&random);
	data->p_offset = (uint32_t)elf.size;
	data->p_filesz = 300001;
	data->p_memsz = 400000;
	elf.size = size;
	write_temp(path, elf.data, elf.size);
	ck_assert_msg(!load(), "%s", why.text);
	ck_assert_str_eq(kernel.packing, "");
	ck_assert_mem_eq(mem.base + ELF_TEXT, elf.data + text->p_offset,
			 text->p_filesz);
	ck_assert_mem_eq(mem.base + ELF_DATA, elf.data + data->p_offset,
			 300001);
	ck_assert_uint_eq(mem.base[ELF_DATA + 300001], 0);
}
END_TEST

/* --- a decompressor that is taken over */

static void do_open(void)
{
	syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static void do_socket(void)
{
	syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static void do_exec(void)
{
	syscall(SYS_execve, "/bin/true", NULL, NULL);
}

static void do_fork(void)
{
	syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static void do_kill(void)
{
	syscall(SYS_kill, getppid(), SIGTERM);
}

/* Descriptors that are open, but not its own. */
static void do_read(void)
{
	char byte;

	syscall(SYS_pread64, STDIN_FILENO, &byte, 1, 0, 0);
}

static void do_write(void)
{
	syscall(SYS_write, STDERR_FILENO, "taken over\n", 11);
}

static void do_executable(void)
{
	syscall(SYS_mprotect, 0, 4096, PROT_READ | PROT_EXEC);
}

static void (*const forbidden[])(void) = {
	do_open, do_socket, do_exec, do_fork, do_kill, do_read, do_write,
	do_executable,
};

START_TEST(forbidden_calls_end_it)
{
	misbehave = forbidden[_i];
	must_refuse(TAKEN_OVER);
	no_child_is_left();
}
END_TEST

static void do_crash(void)
{
	/* Not for ring 3: a SIGSEGV that no sanitizer sees before. */
	asm volatile("hlt");
}

static void do_end(void)
{
	syscall(SYS_exit_group, 0);
}

START_TEST(crashes_are_told)
{
	misbehave = do_crash;
	must_refuse("crashed (Segmentation fault): the file is damaged or hostile; copy or build it again");
	misbehave = do_end;
	must_refuse("became shorter while it was read");
	no_child_is_left();
}
END_TEST

static void do_wait(void)
{
	/* No call to sleep with: it can only spin. */
	for (;;)
		asm volatile("");
}

/* Nobody is left to spin for ever when the launcher is gone. */
START_TEST(ends_with_the_launcher)
{
	int ends[2];
	pid_t pid;
	char byte;

	ck_assert(!pipe(ends));
	pid = fork();
	if (!pid) {
		close(ends[0]);
		misbehave = do_wait;
		load();
		_exit(0);
	}
	close(ends[1]);
	/* Until its child is there: then there are two of them. */
	for (;;) {
		char name[64];
		FILE *f;
		int child = 0;

		snprintf(name, sizeof(name), "/proc/%d/task/%d/children", pid,
			 pid);
		f = fopen(name, "r");
		if (!f)
			skip_test("no list of children here");
		if (fscanf(f, "%d", &child) != 1)
			child = 0;
		fclose(f);
		if (child)
			break;
		sched_yield();
	}
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	/* Whoever has the other end of the pipe has ended. */
	ck_assert_int_eq(read(ends[0], &byte, 1), 0);
}
END_TEST

static void *hog;

static void do_hog(void)
{
	/* 64 GiB, not touched */
	for (int i = 0; i < 1 << 10; i++) {
		hog = mmap(NULL, 64 * MIB, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (hog == MAP_FAILED)
			syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
	}
}

START_TEST(memory_is_limited)
{
	misbehave = do_hog;
	must_refuse(TAKEN_OVER);
}
END_TEST

/* --- answers of one that is taken over */

static void lie_err_positive(struct kernel *k, struct refusal *w, int *err)
{
	(void)k;
	(void)w;
	*err = 1;
}

static void lie_err_small(struct kernel *k, struct refusal *w, int *err)
{
	(void)k;
	(void)w;
	*err = -4096;
}

static void lie_text_endless(struct kernel *k, struct refusal *w, int *err)
{
	(void)k;
	memset(w->text, 'x', sizeof(w->text));
	*err = -1;
}

static void all_parts_fit(struct kernel *k, unsigned int nparts)
{
	for (unsigned int i = 0; i < KERNEL_PARTS; i++)
		k->parts[i] = (struct kernel_part){ .addr = k->low };
	k->nparts = nparts;
}

#define LIE(name, statement) \
	static void lie_##name(struct kernel *k, struct refusal *w, int *err) \
	{ \
		(void)w; \
		(void)err; \
		statement; \
	}

LIE(low, k->low = BOOT_AREA_END - 1)
LIE(high, k->high = 2 * MIB + 1)
LIE(order, k->low = k->high)
LIE(entry_low, k->entry = k->low - 1)
LIE(entry_high, k->entry = k->high)
LIE(offset, k->page_offset += 4096)
LIE(nparts, all_parts_fit(k, KERNEL_PARTS + 1))
LIE(nparts_huge, all_parts_fit(k, 0xffffffff))
LIE(part_low, k->parts[0].addr = k->low - 1)
LIE(part_high, k->parts[1].addr = k->high)
LIE(part_size, k->parts[1].size = k->high - k->parts[1].addr + 1)
LIE(part_wraps, k->parts[1].size = 0xffffffff)
LIE(part_twice, (k->parts[0].size = k->high - k->low,
		 k->parts[0].addr = k->low))
LIE(packing, memset(k->packing, 'x', sizeof(k->packing)))
LIE(packing_odd, strcpy(k->packing, "\033[2J"))

static void (*const lies[])(struct kernel *k, struct refusal *w, int *err) = {
	lie_err_positive, lie_err_small, lie_text_endless, lie_low, lie_high,
	lie_order, lie_entry_low, lie_entry_high, lie_offset, lie_nparts,
	lie_nparts_huge, lie_part_low, lie_part_high, lie_part_size,
	lie_part_wraps, lie_part_twice, lie_packing, lie_packing_odd,
};

START_TEST(lies_are_refused)
{
	lie = lies[_i];
	must_refuse(TAKEN_OVER);
	/* Before any of it was believed. */
	ck_assert_uint_eq(mem.base[ELF_TEXT], 0);
	no_child_is_left();
}
END_TEST

static void lie_words(struct kernel *k, struct refusal *w, int *err)
{
	(void)k;
	snprintf(w->text, sizeof(w->text), "%s: \033[2Jfine\nnot a kernel",
		 path);
	*err = -EINVAL;
}

START_TEST(words_are_made_printable)
{
	lie = lie_words;
	ck_assert_int_eq(load(), -EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, ": ?[2Jfine?not a kernel"));
}
END_TEST

/* A name of the user's stays as it is; another's is not believed. */
START_TEST(names_are_kept)
{
	char odd[80];

	snprintf(odd, sizeof(odd), "%s\001x", path);
	ck_assert(!rename(path, odd));
	ck_assert(!truncate(odd, 3));
	assert_refused(load_kernel(odd, &mem, &kernel, &why), &why,
		       "not a kernel");
	ck_assert_int_eq(strncmp(why.text, odd, strlen(odd)), 0);
}
END_TEST

/* Sent in pieces by a file that shrinks meanwhile. */
static void lie_shrinks(struct kernel *k, struct refusal *w, int *err)
{
	(void)w;
	(void)err;
	k->parts[1].offset = 1u << 30;
}

START_TEST(file_shrinks)
{
	write_temp(path, elf.data, elf.size);
	lie = lie_shrinks;
	must_refuse("became shorter while it was read");
}
END_TEST

TCase *load_tests(void)
{
	TCase *tc = tcase_create("load");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, loads);
	tcase_add_test(tc, loads_large_vmlinux);
	tcase_add_loop_test(tc, forbidden_calls_end_it, 0,
			    sizeof(forbidden) / sizeof(forbidden[0]));
	tcase_add_test(tc, crashes_are_told);
	tcase_add_test(tc, ends_with_the_launcher);
	tcase_add_test(tc, memory_is_limited);
	tcase_add_loop_test(tc, lies_are_refused, 0,
			    sizeof(lies) / sizeof(lies[0]));
	tcase_add_test(tc, words_are_made_printable);
	tcase_add_test(tc, names_are_kept);
	tcase_add_test(tc, file_shrinks);
	return tc;
}
