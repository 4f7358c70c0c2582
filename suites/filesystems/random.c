// SPDX-License-Identifier: GPL-2.0
/* Random work beside a model: on one file, and on a tree of them. */
#include "filesystems.h"

#include <sys/mman.h>

#define LIMIT	(256 * 1024)
#define MOST	(20 * 1024)

static unsigned char model[LIMIT], buf[LIMIT];
static unsigned int size, steps;
static int file;

static void check_range(unsigned int at, unsigned int len)
{
	unsigned int i;

	CHECK_EQ(pread(file, buf, len, at),
		 at >= size ? 0 : len > size - at ? size - at : len);
	for (i = at; i < at + len && i < size; i++)
		if (buf[i - at] != model[i])
			check_failed(__FILE__, __LINE__,
				     "step %u, byte %u of %u: %#x, not %#x",
				     steps, i, size, buf[i - at], model[i]);
}

static void do_write(uint32_t *seed, unsigned int at, unsigned int len)
{
	unsigned int i;

	if (at > size)
		memset(model + size, 0, at - size);
	for (i = 0; i < len; i++)
		model[at + i] = seed_next(seed);
	CHECK_EQ(pwrite(file, model + at, len, at), len);
	size = at + len > size ? at + len : size;
}

static void do_truncate(unsigned int to)
{
	SYS(ftruncate(file, to));
	if (to > size)
		memset(model + size, 0, to - size);
	size = to;
}

static void do_map(uint32_t *seed, unsigned int at, unsigned int len)
{
	unsigned char *map;
	unsigned int i, page = at / PAGE * PAGE;

	if (at >= size)
		return;
	len = len > size - at ? size - at : len;
	map = SYS(mmap(NULL, at + len - page, PROT_READ | PROT_WRITE,
		       MAP_SHARED, file, page));
	for (i = at; i < at + len; i++) {
		CHECK_EQ(map[i - page], model[i]);
		map[i - page] = model[i] = seed_next(seed);
	}
	SYS(munmap(map, at + len - page));
}

static void reopen(void)
{
	SYS(close(file));
	fs_again();
	file = SYS(open("model", O_RDWR));
}

void test_operations(void)
{
	uint32_t seed;
	unsigned int at, len;
	struct stat st;

	fs_enter();
	seed = fs_seed();
	file = SYS(open("model", O_RDWR | O_CREAT | O_EXCL, 0600));
	for (steps = 0; steps < 700; steps++) {
		at = seed_next(&seed) % (LIMIT - MOST);
		len = 1 + seed_next(&seed) % MOST;
		switch (seed_next(&seed) % 10) {
		case 0 ... 3: do_write(&seed, at, len); break;
		case 4: do_truncate(at); break;
		case 5 ... 6: do_map(&seed, at, len); break;
		default: check_range(at, len); break;
		}
		if (steps % 100 == 50)
			SYS(fsync(file));
		if (steps % 100 == 70)
			SYS(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED));
		if (steps % 175 == 174)
			reopen();
		SYS(fstat(file, &st));
		CHECK_EQ(st.st_size, size);
	}
	reopen();
	check_range(0, LIMIT);
	SYS(close(file));
	fs_leave();
}

#define DIRS	6
#define FILES	12

struct entry {
	unsigned int size;	/* + 1; 0: not there */
	uint32_t seed;
};

static struct entry tree[DIRS][FILES];

static void path_of(char *path, unsigned int d, unsigned int f)
{
	snprintf(path, 64, "dir-%u/file-%u", d, f);
}

static void write_entry(unsigned int d, unsigned int f, uint32_t *seed)
{
	struct entry *e = &tree[d][f];
	char path[64];
	int fd;

	path_of(path, d, f);
	fd = SYS(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
	e->size = (seed_next(seed) % 6000 & ~3U) + 1;
	e->seed = seed_next(seed);
	pattern_fill(buf, e->size - 1, e->seed);
	CHECK_EQ(write(fd, buf, e->size - 1), e->size - 1);
	SYS(close(fd));
}

static void check_entry(unsigned int d, unsigned int f)
{
	struct entry *e = &tree[d][f];
	char path[64];
	int fd;

	path_of(path, d, f);
	fd = open(path, O_RDONLY);
	CHECK_EQ(fd >= 0, e->size != 0);
	if (fd < 0)
		return;
	CHECK_EQ(read(fd, buf, sizeof(buf)), e->size - 1);
	pattern_check(buf, e->size - 1, e->seed);
	SYS(close(fd));
}

static void change_tree(uint32_t *seed)
{
	unsigned int d = seed_next(seed) % DIRS, f = seed_next(seed) % FILES;
	unsigned int d2 = seed_next(seed) % DIRS, f2 = seed_next(seed) % FILES;
	char path[64], path2[64];

	path_of(path, d, f);
	path_of(path2, d2, f2);
	switch (seed_next(seed) % 6) {
	case 0:
	case 1:
		write_entry(d, f, seed);
		break;
	case 2:
		CHECK_EQ(unlink(path), tree[d][f].size ? 0 : -1);
		tree[d][f].size = 0;
		break;
	case 3:
	case 4:
		CHECK_EQ(rename(path, path2), tree[d][f].size ? 0 : -1);
		if (tree[d][f].size && (d != d2 || f != f2)) {
			tree[d2][f2] = tree[d][f];
			tree[d][f].size = 0;
		}
		break;
	default:
		check_entry(d, f);
	}
}

void test_tree(void)
{
	unsigned int d, f;
	char name[16];
	uint32_t seed;

	fs_enter();
	seed = fs_seed();
	for (d = 0; d < DIRS; d++) {
		snprintf(name, sizeof(name), "dir-%u", d);
		SYS(mkdir(name, 0700));
	}
	for (steps = 0; steps < 900; steps++) {
		change_tree(&seed);
		if (steps % 300 == 299)
			fs_again();
	}
	for (d = 0; d < DIRS; d++)
		for (f = 0; f < FILES; f++)
			check_entry(d, f);
	fs_leave();
}
