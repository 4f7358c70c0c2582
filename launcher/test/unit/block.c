// SPDX-License-Identifier: GPL-2.0
/* Disks: good requests, and everything a guest can get wrong in one. */
#include "block.h"

#include "fake_host.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECTORS	16u
#define SENT	0x1000u		/* lists and buffers in guest memory */
#define BOUND	0x1100u
#define BUFFER	0x2000u

static struct guest_memory mem;
static struct device_table table;
static struct block blk;
static struct refusal why;
static bool use_direct;
static char path[64];
static uint8_t contents[SECTORS * 512];

static void open_disk(bool read_only)
{
	ck_assert_msg(!block_open(&blk, path, read_only, use_direct, &why), "%s",
		      why.text);
	ck_assert_msg(!block_add(&blk, &table, &why), "%s", why.text);
	fake_host_bind(blk.dev->key, BOUND, blk.dev->irq);
	ck_assert_msg(!block_start(&blk, &why), "%s", why.text);
}

static void setup(void)
{
	map_memory(&mem, MIB);
	fake_host_init(&mem);
	ck_assert_int_eq(device_table_init(&table, &mem, &why), 0);
	for (size_t i = 0; i < sizeof(contents); i++)
		contents[i] = (uint8_t)(i * 3 + i / 512);
	write_temp(path, contents, sizeof(contents));
}

static void teardown(void)
{
	if (blk.fd > 0)
		close(blk.fd);
	memory_unmap(&mem);
}

static struct lguest_block_page *page(void)
{
	return (struct lguest_block_page *)(mem.base + blk.dev->page);
}

static struct lguest_dma *list(uint32_t addr)
{
	return (struct lguest_dma *)(mem.base + addr);
}

static void section(uint32_t at, int i, uint32_t addr, uint16_t len)
{
	list(at)->addr[i] = addr;
	list(at)->len[i] = len;
}

/* Sends a request as a guest does; returns the result from its page. */
static uint32_t request(uint32_t type, uint32_t sector, uint32_t bytes)
{
	unsigned int irqs = fake_host_irqs(NULL);
	uint32_t line;

	page()->type = type;
	page()->sector = sector;
	page()->bytes = bytes;
	page()->result = LGUEST_BLOCK_PENDING;
	list(BOUND)->used_len = 0;
	ck_assert_int_eq(device_send(&table, blk.dev->key, SENT, &why), 0);
	/* The guest gets an answer in any case. */
	fake_host_wait_irqs(irqs + 1);
	block_drain(&blk);
	ck_assert_uint_eq(fake_host_irqs(&line), irqs + 1);
	ck_assert_uint_eq(line, blk.dev->irq);
	return page()->result;
}

/* The file has its old length and exactly the expected contents. */
static void check_file(void)
{
	uint8_t now[sizeof(contents)];
	struct stat st;
	int fd = open(path, O_RDONLY);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(st.st_size, sizeof(contents));
	ck_assert_int_eq(read(fd, now, sizeof(now)), sizeof(now));
	ck_assert_mem_eq(now, contents, sizeof(now));
	close(fd);
}

START_TEST(shows_its_size)
{
	open_disk(false);
	ck_assert_uint_eq(page()->num_sectors, SECTORS);
	ck_assert_uint_eq(blk.dev->irq, 1);
}
END_TEST

START_TEST(reads)
{
	open_disk(false);
	section(BOUND, 0, BUFFER, 512);
	section(BOUND, 1, BUFFER + 0x1000, 1024);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 3, 1536),
			  LGUEST_BLOCK_OK);
	ck_assert_mem_eq(mem.base + BUFFER, contents + 3 * 512, 512);
	ck_assert_mem_eq(mem.base + BUFFER + 0x1000, contents + 4 * 512,
			 1024);
	ck_assert_uint_eq(list(BOUND)->used_len, 1536);
	check_file();
}
END_TEST

START_TEST(writes)
{
	open_disk(false);
	memset(mem.base + BUFFER, 0x5a, 1024);
	section(SENT, 0, BUFFER, 700);
	section(SENT, 1, BUFFER + 700, 324);
	ck_assert_uint_eq(request(LGUEST_BLOCK_WRITE, SECTORS - 2, 1024),
			  LGUEST_BLOCK_OK);
	memset(contents + (SECTORS - 2) * 512, 0x5a, 1024);
	check_file();
	ck_assert_uint_ne(list(BOUND)->used_len, 0);
	ck_assert_uint_eq(list(SENT)->used_len, 1024);
}
END_TEST

START_TEST(flushes)
{
	open_disk(false);
	ck_assert_uint_eq(request(LGUEST_BLOCK_FLUSH, 0xffffffff, 7),
			  LGUEST_BLOCK_OK);
	ck_assert_uint_ne(list(BOUND)->used_len, 0);
	check_file();
}
END_TEST

static const struct {
	uint32_t sector, bytes;
} outside[] = {
	{ SECTORS, 512 }, { SECTORS - 1, 1024 }, { SECTORS + 1, 512 },
	{ 0xffffffff, 512 }, { 0xffffffff, 1024 }, { 0x80000000, 512 },
	{ 0x7fffffff, 1024 }, { 0, (SECTORS + 1) * 512 },
};

START_TEST(refuses_past_the_end)
{
	uint16_t len = (uint16_t)outside[_i].bytes;

	open_disk(false);
	section(BOUND, 0, BUFFER, len);
	section(SENT, 0, BUFFER, len);
	memset(mem.base + BUFFER, 0xee, len);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, outside[_i].sector,
				  outside[_i].bytes), LGUEST_BLOCK_ERROR);
	ck_assert_uint_eq(mem.base[BUFFER], 0xee);
	ck_assert_uint_ne(list(BOUND)->used_len, 0);
	ck_assert_uint_eq(request(LGUEST_BLOCK_WRITE, outside[_i].sector,
				  outside[_i].bytes), LGUEST_BLOCK_ERROR);
	check_file();
}
END_TEST

START_TEST(refuses_bad_lengths)
{
	static const uint32_t bytes[] = { 0, 1, 511, 513, 1024, 0xfffffe00,
					  0xffffffff };

	open_disk(false);
	section(BOUND, 0, BUFFER, 512);
	section(SENT, 0, BUFFER, 512);
	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
		ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, bytes[i]),
				  LGUEST_BLOCK_ERROR);
		ck_assert_uint_eq(request(LGUEST_BLOCK_WRITE, 0, bytes[i]),
				  LGUEST_BLOCK_ERROR);
	}
	/* A length that fits the buffers but is not whole sectors. */
	section(BOUND, 0, BUFFER, 100);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, 100),
			  LGUEST_BLOCK_ERROR);
	check_file();
}
END_TEST

START_TEST(refuses_unknown_types)
{
	open_disk(false);
	section(BOUND, 0, BUFFER, 512);
	section(SENT, 0, BUFFER, 512);
	ck_assert_uint_eq(request(3, 0, 512), LGUEST_BLOCK_ERROR);
	ck_assert_uint_eq(request(0xffffffff, 0, 512), LGUEST_BLOCK_ERROR);
	check_file();
}
END_TEST

START_TEST(refuses_write_to_read_only)
{
	struct block_job job = { .page = { .type = LGUEST_BLOCK_WRITE,
					   .bytes = 512 } };

	open_disk(true);
	section(SENT, 0, BUFFER, 512);
	section(BOUND, 0, BUFFER, 512);
	ck_assert_uint_eq(request(LGUEST_BLOCK_WRITE, 0, 512),
			  LGUEST_BLOCK_ERROR);
	/* Refused by us, not only by the descriptor. */
	ck_assert_int_eq(dma_read(&mem, SENT, &job.sent), 0);
	ck_assert_int_eq(block_request(&blk, &job), -EROFS);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, 512), LGUEST_BLOCK_OK);
	ck_assert_uint_eq(request(LGUEST_BLOCK_FLUSH, 0, 0), LGUEST_BLOCK_OK);
	check_file();
}
END_TEST

START_TEST(marks_read_only)
{
	const struct lguest_device_desc *desc;

	open_disk(true);
	desc = guest_range(&mem, table.page, PAGE_BYTES);
	ck_assert_uint_eq(desc->features, LGUEST_DEVICE_F_READONLY);
}
END_TEST

/* Nothing bound, or rubbish: no data moves, nothing else happens. */
START_TEST(refuses_without_reply_list)
{
	open_disk(false);
	fake_host_init(&mem);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, 512),
			  LGUEST_BLOCK_ERROR);
	fake_host_bind(blk.dev->key, 0xfffffff0, blk.dev->irq);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, 512),
			  LGUEST_BLOCK_ERROR);
	check_file();
}
END_TEST

START_TEST(refuses_buffers_outside)
{
	open_disk(false);
	section(BOUND, 0, MIB + 64 * PAGE_BYTES, 512);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, 512),
			  LGUEST_BLOCK_ERROR);
	ck_assert_uint_eq(list(BOUND)->used_len, 0);
}
END_TEST

/* The size in the guest's page does not count. */
START_TEST(keeps_its_own_size)
{
	open_disk(false);
	page()->num_sectors = 0xffffffff;
	section(SENT, 0, BUFFER, 512);
	ck_assert_uint_eq(request(LGUEST_BLOCK_WRITE, SECTORS, 512),
			  LGUEST_BLOCK_ERROR);
	check_file();
}
END_TEST

START_TEST(survives_a_file_that_shrinks)
{
	open_disk(false);
	section(BOUND, 0, BUFFER, 1024);
	ck_assert_int_eq(truncate(path, 512), 0);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, 1024),
			  LGUEST_BLOCK_ERROR);
}
END_TEST

START_TEST(rounds_down)
{
	ck_assert_int_eq(truncate(path, 512 * 3 + 100), 0);
	open_disk(false);
	ck_assert_uint_eq(blk.num_sectors, 3);
	section(BOUND, 0, BUFFER, 512);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 3, 512),
			  LGUEST_BLOCK_ERROR);
}
END_TEST

START_TEST(takes_two_tib_not_more)
{
	ck_assert_int_eq(truncate(path, 0xffffffffll * 512), 0);
	open_disk(false);
	ck_assert_uint_eq(blk.num_sectors, 0xffffffff);
	section(BOUND, 0, BUFFER, 512);
	ck_assert_int_eq(pwrite(blk.fd, "far out", 8, 0xfffffffell * 512), 8);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0xfffffffe, 512),
			  LGUEST_BLOCK_OK);
	ck_assert_str_eq((char *)mem.base + BUFFER, "far out");
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0xffffffff, 512),
			  LGUEST_BLOCK_ERROR);
	close(blk.fd);
	ck_assert_int_eq(truncate(path, 0x100000000ll * 512), 0);
	assert_refused(block_open(&blk, path, false, false, &why), &why,
		       "larger than 2 TiB");
}
END_TEST

START_TEST(refuses_bad_files)
{
	char empty[64];

	write_temp(empty, "", 0);
	assert_refused(block_open(&blk, empty, false, false, &why), &why,
		       "smaller than a sector");
	assert_refused(block_open(&blk, "/nonexistent/img", false, false, &why),
		       &why, "/nonexistent/img: No such file");
	assert_refused(block_open(&blk, "/tmp", false, false, &why), &why,
		       "a folder");
	assert_refused(block_open(&blk, "/tmp", true, false, &why), &why,
		       "neither a file nor a disk");
	assert_refused(block_open(&blk, "/dev/null", false, false, &why), &why,
		       "neither a file nor a disk");
}
END_TEST

/* Root may write anything, so become somebody else. */
START_TEST(refuses_unwritable)
{
	ck_assert_int_eq(chmod(path, 0444), 0);
	if (!geteuid() && seteuid(65534))
		skip_test("cannot change user");
	assert_refused(block_open(&blk, path, false, false, &why), &why,
		       "give it with --block-ro");
	ck_assert_msg(!block_open(&blk, path, true, false, &why), "%s", why.text);
	/* The sanitizers need their old rights at exit. */
	if (!getuid())
		ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

START_TEST(refuses_second_writer)
{
	struct block other;

	open_disk(false);
	assert_refused(block_open(&other, path, false, false, &why), &why,
		       "in use by another guest");
	assert_refused(block_open(&other, path, true, false, &why), &why,
		       "in use by another guest");
	close(blk.fd);
	ck_assert_int_eq(block_open(&blk, path, true, false, &why), 0);
	ck_assert_int_eq(block_open(&other, path, true, false, &why), 0);
	close(other.fd);
}
END_TEST

/* A file that does what the test tells it to do. */
static pthread_mutex_t io_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t io_changed = PTHREAD_COND_INITIALIZER;
static bool io_held, io_waits;
static int io_error;

static ssize_t test_wait(void)
{
	ssize_t err;

	pthread_mutex_lock(&io_lock);
	io_waits = true;
	pthread_cond_broadcast(&io_changed);
	while (io_held)
		pthread_cond_wait(&io_changed, &io_lock);
	err = -io_error;
	pthread_mutex_unlock(&io_lock);
	return err;
}

static ssize_t test_read(int fd, const struct iovec *iov, int count,
			 off_t offset)
{
	ssize_t err = test_wait();

	(void)count;
	/* Transfers a byte less than asked for, as files may. */
	return err ? err : pread(fd, iov->iov_base, iov->iov_len > 1 ?
				 iov->iov_len - 1 : 1, offset);
}

static ssize_t test_write(int fd, const struct iovec *iov, int count,
			  off_t offset)
{
	ssize_t err = test_wait();

	(void)count;
	return err ? err : pwrite(fd, iov->iov_base, (iov->iov_len + 1) / 2,
				  offset);
}

static ssize_t test_read_now(int fd, const struct iovec *iov, int count,
			     off_t offset)
{
	(void)fd;
	(void)iov;
	(void)count;
	(void)offset;
	return -EAGAIN;
}

static int test_sync(int fd)
{
	(void)fd;
	return (int)test_wait();
}

static const struct block_io test_io = {
	.read = test_read,
	.write = test_write,
	.read_now = test_read_now,
	.sync = test_sync,
};

START_TEST(takes_partial_transfers)
{
	open_disk(false);
	blk.io = &test_io;
	section(BOUND, 0, BUFFER, 700);
	section(BOUND, 1, BUFFER + 700, 1);
	section(BOUND, 2, BUFFER + 701, 323);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 2, 1024),
			  LGUEST_BLOCK_OK);
	ck_assert_mem_eq(mem.base + BUFFER, contents + 1024, 1024);
	memset(mem.base + BUFFER, 0xa5, 1024);
	section(SENT, 0, BUFFER, 500);
	section(SENT, 1, BUFFER + 500, 524);
	ck_assert_uint_eq(request(LGUEST_BLOCK_WRITE, 2, 1024),
			  LGUEST_BLOCK_OK);
	memset(contents + 1024, 0xa5, 1024);
	check_file();
}
END_TEST

static const struct {
	int err;
	uint32_t result;
} failures[] = {
	{ EIO, LGUEST_BLOCK_ERROR },
	{ ENOSPC, LGUEST_BLOCK_NOSPACE },
	{ EDQUOT, LGUEST_BLOCK_NOSPACE },
	{ EFBIG, LGUEST_BLOCK_ERROR },
};

START_TEST(tells_the_guest_of_errors)
{
	open_disk(false);
	blk.io = &test_io;
	io_error = failures[_i].err;
	section(BOUND, 0, BUFFER, 512);
	section(SENT, 0, BUFFER, 512);
	ck_assert_uint_eq(request(LGUEST_BLOCK_WRITE, 0, 512),
			  failures[_i].result);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, 512),
			  failures[_i].result);
	ck_assert_uint_eq(request(LGUEST_BLOCK_FLUSH, 0, 0),
			  failures[_i].result);
	/* The disk works again as soon as the file does. */
	io_error = 0;
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 0, 512), LGUEST_BLOCK_OK);
}
END_TEST

/* The guest goes on while a disk takes its time. */
START_TEST(does_not_wait_for_the_disk)
{
	open_disk(false);
	blk.io = &test_io;
	io_held = true;
	section(BOUND, 0, BUFFER, 512);
	page()->type = LGUEST_BLOCK_READ;
	page()->bytes = 512;
	page()->result = LGUEST_BLOCK_PENDING;
	ck_assert_int_eq(device_send(&table, blk.dev->key, SENT, &why), 0);
	pthread_mutex_lock(&io_lock);
	while (!io_waits)
		pthread_cond_wait(&io_changed, &io_lock);
	pthread_mutex_unlock(&io_lock);
	/* The guest runs here. A second request is one too many. */
	page()->type = LGUEST_BLOCK_WRITE;
	ck_assert_int_eq(device_send(&table, blk.dev->key, SENT, &why), 0);
	ck_assert_uint_eq(page()->result, LGUEST_BLOCK_PENDING);
	ck_assert_uint_eq(fake_host_irqs(NULL), 0);
	/* The copy counts, not what the guest has written to its page since. */
	page()->sector = 0xffffffff;
	pthread_mutex_lock(&io_lock);
	io_held = false;
	pthread_cond_broadcast(&io_changed);
	pthread_mutex_unlock(&io_lock);
	block_drain(&blk);
	ck_assert_uint_eq(fake_host_irqs(NULL), 1);
	ck_assert_uint_eq(page()->result, LGUEST_BLOCK_OK);
	ck_assert_mem_eq(mem.base + BUFFER, contents, 512);
	check_file();
}
END_TEST

/* What is in the page cache is there when the send returns. */
START_TEST(reads_at_once_what_it_can)
{
	struct iovec iov = { .iov_base = contents, .iov_len = 512 };

	open_disk(false);
	if (preadv2(blk.fd, &iov, 1, 0, RWF_NOWAIT) != 512)
		skip_test("the folder for temporary files cannot do that");
	section(BOUND, 0, BUFFER, 512);
	page()->type = LGUEST_BLOCK_READ;
	page()->bytes = 512;
	ck_assert_int_eq(device_send(&table, blk.dev->key, SENT, &why), 0);
	ck_assert_uint_eq(fake_host_irqs(NULL), 1);
	ck_assert_uint_eq(page()->result, LGUEST_BLOCK_OK);
	ck_assert_uint_eq(list(BOUND)->used_len, 512);
}
END_TEST

/* Aligned or not: what cannot be direct goes through the page cache. */
START_TEST(goes_direct)
{
	use_direct = true;
	open_disk(false);
	if (blk.direct_fd < 0)
		skip_test("the folder for temporary files has no O_DIRECT");
	section(BOUND, 0, BUFFER, 4096);
	section(SENT, 0, BUFFER, 4096);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 8, 4096),
			  LGUEST_BLOCK_OK);
	ck_assert_mem_eq(mem.base + BUFFER, contents + 4096, 4096);
	memset(mem.base + BUFFER, 0x77, 4096);
	ck_assert_uint_eq(request(LGUEST_BLOCK_WRITE, 8, 4096),
			  LGUEST_BLOCK_OK);
	memset(contents + 4096, 0x77, 4096);
	check_file();
	section(BOUND, 0, BUFFER + 3, 512);
	ck_assert_uint_eq(request(LGUEST_BLOCK_READ, 1, 512),
			  LGUEST_BLOCK_OK);
	ck_assert_mem_eq(mem.base + BUFFER + 3, contents + 512, 512);
}
END_TEST

TCase *block_tests(void)
{
	TCase *tc = tcase_create("block");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, shows_its_size);
	tcase_add_test(tc, reads);
	tcase_add_test(tc, writes);
	tcase_add_test(tc, flushes);
	tcase_add_loop_test(tc, refuses_past_the_end, 0,
			    sizeof(outside) / sizeof(outside[0]));
	tcase_add_test(tc, refuses_bad_lengths);
	tcase_add_test(tc, refuses_unknown_types);
	tcase_add_test(tc, refuses_write_to_read_only);
	tcase_add_test(tc, marks_read_only);
	tcase_add_test(tc, refuses_without_reply_list);
	tcase_add_test(tc, refuses_buffers_outside);
	tcase_add_test(tc, keeps_its_own_size);
	tcase_add_test(tc, survives_a_file_that_shrinks);
	tcase_add_test(tc, rounds_down);
	tcase_add_test(tc, takes_two_tib_not_more);
	tcase_add_test(tc, refuses_bad_files);
	tcase_add_test(tc, refuses_unwritable);
	tcase_add_test(tc, refuses_second_writer);
	tcase_add_test(tc, takes_partial_transfers);
	tcase_add_loop_test(tc, tells_the_guest_of_errors, 0,
			    sizeof(failures) / sizeof(failures[0]));
	tcase_add_test(tc, does_not_wait_for_the_disk);
	tcase_add_test(tc, reads_at_once_what_it_can);
	tcase_add_test(tc, goes_direct);
	return tc;
}
