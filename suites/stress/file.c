// SPDX-License-Identifier: GPL-2.0
/* Files by many writers: every byte is read again from the disk. */
#include "stress.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#define BLOCK	512
#define BLOCKS	512

void write_file(const char *name, uint32_t seed, unsigned int n)
{
	static unsigned char buf[8 * BLOCK], model[BLOCKS + 8];
	unsigned int i, j, at, count, end = 0;
	int fd = SYS(open(name, O_RDWR | O_CREAT | O_EXCL, 0600));

	memset(model, 0, sizeof(model));
	for (i = 1; i <= n; i++) {
		at = seed_next(&seed) % BLOCKS;
		count = 1 + seed_next(&seed) % 8;
		for (j = 0; j < count; j++) {
			model[at + j] = i % 255 + 1;
			pattern_fill(buf + j * BLOCK, BLOCK,
				     (at + j) * 256 + model[at + j]);
		}
		CHECK_EQ(pwrite(fd, buf, count * BLOCK, at * BLOCK),
			 count * BLOCK);
		end = at + count > end ? at + count : end;
		if (i % 64 == 0)
			SYS(fdatasync(fd));
	}
	SYS(fsync(fd));
	SYS(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
	CHECK_EQ(lseek(fd, 0, SEEK_END), end * BLOCK);
	for (i = 0; i < end; i++) {
		CHECK_EQ(pread(fd, buf, BLOCK, i * BLOCK), BLOCK);
		if (model[i])
			pattern_check(buf, BLOCK, i * 256 + model[i]);
		else
			for (j = 0; j < BLOCK; j++)
				CHECK_EQ(buf[j], 0);
	}
	close(fd);
}

void test_file_writers(void)
{
	uint32_t seed = seed_start();
	char name[] = "writer-0";
	pid_t pids[8];
	int i;

	for (i = 0; i < 8; i++) {
		name[7] = '0' + i;
		pids[i] = SYS(fork());
		if (!pids[i]) {
			write_file(name, seed + i, 150);
			_exit(0);
		}
	}
	for (i = 0; i < 8; i++)
		child_exits(pids[i], 0);
	drop_caches();
	for (i = 0; i < 8; i++) {
		name[7] = '0' + i;
		SYS(unlink(name));
	}
}

#define APPENDERS	6
#define LINES		150

/* Lines that many append stay whole, and each is there once. */
void test_file_append(void)
{
	unsigned int seen[APPENDERS] = { 0 }, writer, line, i;
	char text[64];
	pid_t pids[APPENDERS];
	FILE *f;
	int fd;

	for (i = 0; i < APPENDERS; i++) {
		pids[i] = SYS(fork());
		if (pids[i])
			continue;
		fd = SYS(open("log", O_WRONLY | O_APPEND | O_CREAT, 0600));
		for (line = 0; line < LINES; line++) {
			snprintf(text, sizeof(text), "%u %u %*u\n", i, line,
				 1 + (int)(line % 37), 7);
			CHECK_EQ(write(fd, text, strlen(text)), strlen(text));
		}
		_exit(0);
	}
	for (i = 0; i < APPENDERS; i++)
		child_exits(pids[i], 0);
	drop_caches();
	f = fopen("log", "r");
	CHECK(f);
	while (fgets(text, sizeof(text), f)) {
		CHECK_EQ(sscanf(text, "%u %u %u\n", &writer, &line, &i), 3);
		CHECK(writer < APPENDERS);
		CHECK_EQ(line, seen[writer]);
		CHECK_EQ(i, 7);
		seen[writer]++;
	}
	fclose(f);
	for (i = 0; i < APPENDERS; i++)
		CHECK_EQ(seen[i], LINES);
}

#define NAMES	40

/* Names are made, moved and removed beside a model; then a folder is listed. */
void test_file_names(void)
{
	uint32_t seed = seed_start();
	unsigned char model[NAMES] = { 0 };
	char a[16], b[16];
	unsigned int step, i, j, found = 0, want = 0;
	struct dirent *e;
	struct stat st;
	DIR *dir;
	int fd;

	SYS(mkdir("names", 0700));
	SYS(chdir("names"));
	for (step = 0; step < 1200; step++) {
		i = seed_next(&seed) % NAMES;
		j = seed_next(&seed) % NAMES;
		snprintf(a, sizeof(a), "name-%u", i);
		snprintf(b, sizeof(b), "name-%u", j);
		switch (seed_next(&seed) % 4) {
		case 0:
			fd = open(a, O_WRONLY | O_CREAT | O_EXCL, 0600);
			CHECK_EQ(fd >= 0, !model[i]);
			if (fd >= 0) {
				model[i] = step % 250 + 1;
				CHECK_EQ(write(fd, a, model[i] % 7),
					 model[i] % 7);
				close(fd);
			}
			break;
		case 1:
			CHECK_EQ(unlink(a), model[i] ? 0 : -1);
			model[i] = 0;
			break;
		case 2:
			CHECK_EQ(rename(a, b), model[i] ? 0 : -1);
			if (model[i] && i != j) {
				model[j] = model[i];
				model[i] = 0;
			}
			break;
		default:
			CHECK_EQ(stat(a, &st), model[i] ? 0 : -1);
			if (model[i])
				CHECK_EQ(st.st_size, model[i] % 7);
		}
	}
	dir = opendir(".");
	CHECK(dir);
	while ((e = readdir(dir))) {
		if (sscanf(e->d_name, "name-%u", &i) != 1)
			continue;
		CHECK(i < NAMES && model[i]);
		found++;
	}
	closedir(dir);
	for (i = 0; i < NAMES; i++)
		want += model[i] != 0;
	CHECK_EQ(found, want);
}
