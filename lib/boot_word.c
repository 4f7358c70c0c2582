// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the command line of the kernel that it runs on, which lgcheck wrote. Its
 * words are taken as they are; quotes mean nothing here.
 */
#include "lib/boot_word.h"

#include <stdio.h>
#include <string.h>

int boot_word(const char *name, char *value, size_t size)
{
	size_t len = strlen(name);
	char line[4096], *word, *save;
	FILE *f = fopen("/proc/cmdline", "re");
	int found = 0;

	if (!f)
		return 0;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	for (word = strtok_r(line, " \n", &save); word && !found;
	     word = strtok_r(NULL, " \n", &save)) {
		found = !strncmp(word, name, len) && word[len] == '=';
		if (found)
			snprintf(value, size, "%s", word + len + 1);
	}
	return found;
}
