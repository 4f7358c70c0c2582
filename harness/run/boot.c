// SPDX-License-Identifier: GPL-2.0
/*
 * Decides from a kernel's configuration and its modules how qemu boots it, and
 * makes the initial RAM disk for that. Kernel, configuration and modules are the
 * user's.
 */
#include "run/boot.h"

#include "lib/contract.h"
#include "lib/cpio.h"
#include "lib/ext2.h"
#include "lib/paths.h"
#include "lib/payload.h"
#include "run/kconfig.h"
#include "run/modules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULE_MAX (64u << 20)

/* What drives the disk, and the file system on it, in the order to load them. */
static const struct {
	enum boot_disks disks;
	const char *option[4];	/* each built in, or a module */
	const char *module[4];
} ways[] = {
	{ BOOT_VIRTIO, { "CONFIG_VIRTIO_PCI", "CONFIG_VIRTIO_BLK" },
	  { "virtio_pci", "virtio_blk" } },
	{ BOOT_IDE, { "CONFIG_ATA_PIIX", "CONFIG_BLK_DEV_SD" },
	  { "ata_piix", "sd_mod" } },
};

#define WAYS (sizeof(ways) / sizeof(*ways))

/* 'y', 'm' or 'n' */
static char value_of(const char *config, const char *option)
{
	char need[80];

	snprintf(need, sizeof(need), "%s=y", option);
	if (kconfig_has(config, need))
		return 'y';
	snprintf(need, sizeof(need), "%s=m", option);
	return kconfig_has(config, need) ? 'm' : 'n';
}

/* The file system driver that takes an ext2 image. */
static const char *filesystem(const char *config, char *how)
{
	char ext2 = value_of(config, "CONFIG_EXT2_FS");
	char ext4 = value_of(config, "CONFIG_EXT4_FS");

	*how = ext2 == 'y' || ext4 == 'y' ? 'y' :
	       ext2 == 'm' || ext4 == 'm' ? 'm' : 'n';
	return ext2 != 'n' ? "ext2" : "ext4";
}

/* Adds a module that may also be built in. */
static int add(struct boot *b, const char *folder, const char *name,
	       struct refusal *err)
{
	int ret = modules_add(folder, name, b->modules, &b->n_modules,
			      BOOT_MODULES, err);

	return ret == -ENOENT ? 0 : ret;
}

/* One of the ways, without modules if folder is NULL. 1: it is none. */
static int try_way(struct boot *b, const char *config, unsigned way,
		   const char *folder, struct refusal *err)
{
	char how, fs;
	const char *fs_module = filesystem(config, &fs);
	int ret = 0;

	if (fs == 'n' || (fs == 'm' && !folder))
		return 1;
	for (int i = 0; ways[way].option[i]; i++) {
		how = value_of(config, ways[way].option[i]);
		if (how == 'n' || (how == 'm' && !folder))
			return 1;
	}
	b->disks = ways[way].disks;
	if (!folder)
		return 0;
	for (int i = 0; !ret && ways[way].module[i]; i++)
		ret = add(b, folder, ways[way].module[i], err);
	/* ext4 asks for it by a name that no file has. */
	if (!ret && fs == 'm')
		ret = add(b, folder, "crc32c_generic", err);
	if (!ret && fs == 'm')
		ret = add(b, folder, fs_module, err);
	return ret;
}

/* Drivers that are built in come first, whatever they drive. */
static int find_disks(struct boot *b, const char *kernel, const char *config,
		      const char *release, struct refusal *err)
{
	static const char *const names[] = { "", "virtio", "IDE" };
	char folder[4200];
	bool have = modules_folder(kernel, release, folder, sizeof(folder));
	int ret = 1;

	for (unsigned i = 0; ret == 1 && i < WAYS; i++)
		ret = try_way(b, config, i, NULL, err);
	for (unsigned i = 0; ret == 1 && have && i < WAYS; i++)
		ret = try_way(b, config, i, folder, err);
	if (ret)
		return ret;
	if (b->n_modules)
		snprintf(b->why, sizeof(b->why), "%s disks, with modules of %.150s",
			 names[b->disks], folder);
	else
		snprintf(b->why, sizeof(b->why), "%s disks", names[b->disks]);
	return 0;
}

int boot_plan(const char *kernel, const struct kernel_facts *facts,
	      const char *config, struct boot *b, struct refusal *err)
{
	int ret = 1;

	memset(b, 0, sizeof(*b));
	b->wide = facts->wide;
	if (!facts->bzimage)
		return refuse(err, EINVAL,
			      "%s: qemu boots a bzImage, which this is not; give that of its build",
			      kernel);
	if (config && facts->wide &&
	    value_of(config, "CONFIG_IA32_EMULATION") != 'y')
		return refuse(err, EINVAL,
			      "%s: is a 64-bit kernel that runs no 32-bit programs, which all suites are; build it with CONFIG_IA32_EMULATION=y",
			      kernel);
	if (config && value_of(config, "CONFIG_SERIAL_8250_CONSOLE") != 'y')
		return refuse(err, EINVAL,
			      "%s: has no console in qemu; build it with CONFIG_SERIAL_8250=y and CONFIG_SERIAL_8250_CONSOLE=y",
			      kernel);
	b->powers_off = config && value_of(config, "CONFIG_ACPI") == 'y';
	if (config)
		ret = find_disks(b, kernel, config, facts->release, err);
	if (ret != 1)
		return ret;
	if (config && value_of(config, "CONFIG_BLK_DEV_INITRD") != 'y')
		return refuse(err, EINVAL,
			      "%s: can have no root in qemu: no driver for a disk is built in, none was found in a folder of modules, and there is no CONFIG_BLK_DEV_INITRD=y",
			      kernel);
	b->root_in_ram = true;
	snprintf(b->why, sizeof(b->why), "root in RAM, since %s",
		 config ? "no driver for a disk was found" :
			  "its configuration is not known");
	return 0;
}

void boot_free(struct boot *b)
{
	for (unsigned i = 0; i < b->n_modules; i++)
		free(b->modules[i]);
	b->n_modules = 0;
}

/* --- the initial RAM disk --- */

bool boot_has_loader(const struct boot *b, const struct suite *suite)
{
	return b->n_modules && (!suite->initrd || suite->n_disks);
}

/* Adds the file, unpacked if depmod's folder has it packed. */
static int add_module(struct ext2_image *img, const char *file, FILE *list,
		      struct refusal *err)
{
	char name[300], *data;
	uint8_t *plain = NULL;
	const char *how;
	size_t len, size;
	int ret;

	snprintf(name, sizeof(name), "/lgcheck/lib/%.200s", path_base(file));
	fprintf(list, "%s\n", name);
	data = path_read(file, MODULE_MAX, &len, err);
	if (!data)
		return -EIO;
	if (strcmp(file + strlen(file) - 3, ".ko") &&
	    payload_unpack((uint8_t *)data, len, MODULE_MAX, &plain, &size,
			   &how))
		ret = refuse(err, EINVAL, "%s: cannot be unpacked", file);
	else
		ret = ext2_data(img, name, 0644, plain ? (char *)plain : data,
				plain ? size : len);
	free(plain);
	free(data);
	return ret;
}

static int fill(struct ext2_image *img, const struct boot *b,
		const char *init, struct refusal *err)
{
	char *text = NULL;
	size_t len;
	FILE *list = open_memstream(&text, &len);
	int ret = list ? 0 : -ENOMEM;

	if (!ret)
		ret = ext2_file(img, INIT_LOADER, 0755, init);
	if (!ret)
		ret = ext2_dir(img, LOADER_ROOT, 0755);
	if (!ret)
		ret = ext2_dir(img, "/dev", 0755);
	for (unsigned i = 0; !ret && i < b->n_modules; i++)
		ret = add_module(img, b->modules[i], list, err);
	if (list && fclose(list) && !ret)
		ret = -ENOMEM;
	if (!ret)
		ret = ext2_data(img, LOADER_MODULES, 0644, text, len);
	free(text);
	return ret;
}

/* A kernel unpacks archives that follow one another. */
static int append(const char *path, const char *more, struct refusal *err)
{
	size_t len;
	char *data = path_read(more, SIZE_MAX / 2, &len, err);
	FILE *f = data ? fopen(path, "ae") : NULL;
	int ret = 0;

	if (!data)
		return -EIO;
	if (!f || fwrite(data, 1, len, f) != len)
		ret = -EIO;
	if (f && fclose(f))
		ret = -EIO;
	if (ret)
		refuse(err, EIO, "%s: cannot be written", path);
	free(data);
	unlink(more);
	return ret;
}

int boot_initrd(const struct boot *b, const struct suite *suite,
		const char *init, const char *image, const char *path,
		struct refusal *err)
{
	bool own = suite->initrd && image;
	char loader[4300];
	struct ext2_image *img;
	int ret;

	snprintf(loader, sizeof(loader), "%s%s", path, own ? ".loader" : "");
	ret = ext2_create(loader, 1024 * 1024, 1024, &img);
	err->text[0] = '\0';
	if (!ret)
		ret = fill(img, b, init, err);
	if (!ret)
		ret = cpio_write(img);
	if (ret && !err->text[0])
		refuse(err, -ret, "%s", img && *ext2_error(img) ?
		       ext2_error(img) : strerror(-ret));
	ext2_close(img);
	if (!ret && own) {
		ret = path_copy(image, path, err);
		if (!ret)
			ret = append(path, loader, err);
	}
	return ret;
}
