// SPDX-License-Identifier: GPL-2.0
/* How a kernel boots in qemu: modules, the initial RAM disk, refusals. */
#include "run/boot.h"

#include "play.h"
#include "run/modules.h"
#include "suite/suite.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONSOLE "CONFIG_SERIAL_8250_CONSOLE=y\nCONFIG_BLK_DEV_INITRD=y\n"
#define MODULES CONSOLE "CONFIG_VIRTIO_PCI=m\nCONFIG_VIRTIO_BLK=m\n" \
		"CONFIG_EXT4_FS=m\n"

static const struct kernel_facts stock = { .bzimage = true,
					   .release = "6.1.0-test" };

static void depmod(const char *text)
{
	play_file("lib/modules/6.1.0-test/modules.dep", text);
}

/* Dependencies come before what needs them, each once. */
START_TEST(order)
{
	struct refusal m = { "" };
	struct boot b;

	depmod("kernel/virtio.ko:\n"
	       "kernel/virtio_ring.ko: kernel/virtio.ko\n"
	       "kernel/virtio_pci.ko.xz: kernel/virtio_ring.ko kernel/virtio.ko\n"
	       "kernel/virtio_blk_test.ko:\n"
	       "kernel/virtio-blk.ko: kernel/virtio_ring.ko kernel/virtio.ko\n"
	       "kernel/ext4.ko: kernel/crc16.ko\nkernel/crc16.ko:\n");
	ck_assert_int_eq(boot_plan(play_path("bzImage"), &stock, MODULES, &b,
				   &m), 0);
	ck_assert_int_eq(b.disks, BOOT_VIRTIO);
	ck_assert_int_eq(b.n_modules, 6);
	ck_assert_str_eq(strrchr(b.modules[0], '/'), "/virtio.ko");
	ck_assert_str_eq(strrchr(b.modules[1], '/'), "/virtio_ring.ko");
	ck_assert_str_eq(strrchr(b.modules[2], '/'), "/virtio_pci.ko.xz");
	ck_assert_str_eq(strrchr(b.modules[3], '/'), "/virtio-blk.ko");
	ck_assert_str_eq(strrchr(b.modules[4], '/'), "/crc16.ko");
	ck_assert_str_eq(strrchr(b.modules[5], '/'), "/ext4.ko");
	ck_assert(!b.root_in_ram);
	boot_free(&b);
}
END_TEST

START_TEST(no_folder)
{
	struct refusal m = { "" };
	struct boot b;

	ck_assert_int_eq(boot_plan(play_path("bzImage"), &stock, MODULES, &b,
				   &m), 0);
	ck_assert(b.root_in_ram);
	ck_assert_int_eq(b.disks, BOOT_NO_DISKS);
	boot_free(&b);
	/* nor any configuration: the root in RAM asks for the least */
	ck_assert_int_eq(boot_plan(play_path("bzImage"), &stock, NULL, &b, &m),
			 0);
	ck_assert(b.root_in_ram && !b.powers_off);
	boot_free(&b);
}
END_TEST

START_TEST(wide)
{
	struct kernel_facts facts = stock;
	struct refusal m = { "" };
	struct boot b;

	facts.wide = true;
	ck_assert_int_eq(boot_plan("x/bzImage", &facts, CONSOLE, &b, &m),
			 -EINVAL);
	ck_assert_ptr_nonnull(strstr(m.text, "CONFIG_IA32_EMULATION=y"));
	ck_assert_int_eq(boot_plan("x/bzImage", &facts,
				   CONSOLE "CONFIG_IA32_EMULATION=y\n", &b, &m),
			 0);
	ck_assert(b.wide);
	boot_free(&b);
	facts.bzimage = false;
	ck_assert_int_eq(boot_plan("x/vmlinux", &facts, CONSOLE, &b, &m),
			 -EINVAL);
}
END_TEST

/* The loader's archive follows that of a suite with a RAM disk of its own. */
START_TEST(initrd)
{
	struct suite *suite = suite_new("t", "t");
	struct refusal m = { "" };
	char *modules[] = { (char *)play_path("first.ko"),
			    (char *)play_path("second.ko") };
	struct boot b = { .disks = BOOT_VIRTIO, .n_modules = 2 };
	const char *text;

	memcpy(b.modules, modules, sizeof(modules));
	play_file("first.ko", "the first module");
	play_file("second.ko", "the second module");
	play_file("init", "the loader");
	play_file("root.cpio", "0123456789abcdef");
	ck_assert(boot_has_loader(&b, suite));
	ck_assert_int_eq(boot_initrd(&b, suite, play_path("init"), NULL,
				     play_path("alone"), &m), 0);
	suite->initrd = true;
	ck_assert(!boot_has_loader(&b, suite));
	ck_assert_int_eq(boot_initrd(&b, suite, play_path("init"),
				     play_path("root.cpio"),
				     play_path("both"), &m), 0);
	text = play_read("both");
	ck_assert_int_eq(strncmp(text, "0123456789abcdef070701", 22), 0);
	ck_assert_int_eq(boot_initrd(&b, suite, play_path("missing"), NULL,
				     play_path("none"), &m), -ENOENT);
	ck_assert_ptr_nonnull(strstr(m.text, "missing"));
	suite_free(suite);
}
END_TEST

TCase *boot_cases(void)
{
	TCase *tc = tcase_create("boot");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_add_test(tc, order);
	tcase_add_test(tc, no_folder);
	tcase_add_test(tc, wide);
	tcase_add_test(tc, initrd);
	return tc;
}
