// SPDX-License-Identifier: GPL-2.0
/* lgcheck with qemu as its machine, which a test double plays. */
#include "play.h"
#include "run/qmp.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUITE "memory = 32m\nfile = /etc/hosts /etc/hosts\ntest = a /ok\n"
#define CONFIG "CONFIG_SERIAL_8250_CONSOLE=y\nCONFIG_BLK_DEV_INITRD=y\n"
#define DISKS "CONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_BLK=y\nCONFIG_EXT2_FS=y\n"
#define EVENT(reason) "event {\"event\": \"SHUTDOWN\", \"data\":" \
		      " {\"guest\": true, \"reason\": \"" reason "\"}}\n"
#define RUNS BOOT VERSION "record 1..1\nsay lgcheck: start a\\n\n" \
	     "record # start a\nrecord ok 1 a\nrecord END 1\n"

/* A bzImage as far as anybody looks: a setup header. */
static void kernel(const char *config)
{
	static unsigned char file[4096];
	FILE *f = fopen(play_path("bzImage"), "w");

	memcpy(file + 0x202, "HdrS", 4);
	/* so old that it says nothing of its payload */
	file[0x206] = 7;
	file[0x207] = 2;
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fwrite(file, 1, sizeof(file), f), sizeof(file));
	ck_assert_int_eq(fclose(f), 0);
	if (config)
		play_file("config", config);
}

static struct play *run(const char *transcript, const char *option)
{
	play_file("transcript", transcript);
	play_file("suites/t/suite", SUITE);
	return play_command("run", "--machine=qemu", "--qemu=./fake-qemu",
			    "--accel=tcg", "--kernel", play_path("bzImage"),
			    "--suites", play_path("suites"), "--results",
			    play_path("results"), "t", option, NULL);
}

static const char *first(const struct play *p, const char *key)
{
	json_t *suites = json_object_get(p->json, "suites");

	return json_string_value(json_object_get(json_array_get(suites, 0),
						 key));
}

START_TEST(passes)
{
	struct play *p;

	kernel(CONFIG DISKS "CONFIG_ACPI=y\n");
	p = run(RUNS EVENT("guest-shutdown"), NULL);
	play_check(0, "PASS", "");
	play_valid_json("results/latest/results.json");
	ck_assert_str_eq(first(p, "machine"), "qemu");
	ck_assert_str_eq(first(p, "accelerator"), "tcg");
	ck_assert_int_eq(play_count("runs under ./fake-qemu (emulation)"), 1);
}
END_TEST

/* Only an event proves that the guest switched itself off. */
START_TEST(no_event)
{
	kernel(CONFIG DISKS "CONFIG_ACPI=y\n");
	run(RUNS, NULL);
	play_check(125, "ERROR", "without a word of the guest's end");
	run(RUNS EVENT("host-signal"), NULL);
	play_check(125, "ERROR", "host-signal");
}
END_TEST

START_TEST(exit_port)
{
	kernel(CONFIG DISKS);
	run(RUNS "exit 33\n", NULL);
	play_check(0, "PASS", "");
	/* Another byte there, or qemu's own failure, is no power-off. */
	run(RUNS "err qemu: no\nexit 3\n", NULL);
	play_check(125, "ERROR", "launcher exit status 1: qemu: no");
	run("err qemu: no such thing\nexit 1\n", NULL);
	play_check(125, "ERROR", "launcher exit status 1: qemu: no such thing");
}
END_TEST

START_TEST(restarts)
{
	kernel(CONFIG DISKS "CONFIG_ACPI=y\n");
	run(BOOT EVENT("guest-reset"), NULL);
	play_check(5, "CRASH", "asked for a restart, or its CPU gave up");
	run(BOOT "say [    1.000000] Kernel panic - not syncing: why not\\n\n"
	    EVENT("guest-reset"), NULL);
	play_check(5, "CRASH", "guest panicked: why not");
	run(BOOT "event {\"event\": \"GUEST_PANICKED\"}\n"
	    EVENT("guest-panic"), NULL);
	play_check(5, "CRASH", "guest panicked");
}
END_TEST

/* An error of KVM's or of a disk's file stops the guest. */
START_TEST(stops)
{
	kernel(CONFIG DISKS);
	run(BOOT "err KVM: internal error\nevent {\"event\": \"STOP\"}\nhang\n",
	    NULL);
	play_check(125, "ERROR", "qemu stopped the guest");
	run("event {\"error\": {\"desc\": \"cannot go on\"}}\nhang\n", NULL);
	play_check(125, "ERROR", "qemu: cannot go on");
}
END_TEST

START_TEST(hangs)
{
	kernel(CONFIG DISKS);
	play_file("System.map", "c0100000 T start\nc0100100 T stuck\n");
	play_file("transcript",
		  BOOT "registers EAX=00000001 EBX=00000002\\nESI=3 EIP=c0100104 "
		  "EFL=00000202 [-] HLT=1\\nCS =0060 c00 0\\nCR2=0 CR3=1000\\n\n"
		  "hang\n");
	play_file("suites/t/suite", SUITE "boot-timeout = 300ms\n");
	play_command("run", "--machine=qemu", "--qemu=./fake-qemu",
		     "--accel=tcg", "--kernel", play_path("bzImage"),
		     "--suites", play_path("suites"), "--results",
		     play_path("results"), "t", NULL);
	play_check(5, "HANG", "at stuck+0x4, interrupts on");
	ck_assert_ptr_nonnull(strstr(play_read("results/latest/t/hang.txt"),
				     "8 x c0100104 stuck+0x4"));
	ck_assert_ptr_nonnull(strstr(play_read("results/latest/t/hang.txt"),
				     "guest halted, in ring 0, interrupts on\n"));
	ck_assert_ptr_null(strstr(play_read("results/latest/t/hang.txt"),
				  "hypercalls"));
}
END_TEST

static const char *arguments(const char *config)
{
	char transcript[400];

	kernel(config);
	snprintf(transcript, sizeof(transcript), "args %s\n",
		 play_path("args"));
	run(transcript, NULL);
	return play_read("args");
}

/* What the guest is given depends on what its kernel can drive. */
START_TEST(hardware)
{
	const char *args = arguments(CONFIG DISKS "CONFIG_ACPI=y\n");

	ck_assert_ptr_nonnull(strstr(args, "\nvirtio-blk-pci,drive=disk0\n"));
	ck_assert_ptr_nonnull(strstr(args, "root=/dev/vda rw init=/sbin/init"));
	ck_assert_ptr_nonnull(strstr(args, "lgcheck.disks=vd"));
	ck_assert_ptr_nonnull(strstr(args, "\n32768k\n"));
	ck_assert_ptr_null(strstr(args, "-initrd"));
	ck_assert_ptr_null(strstr(args, "-netdev"));
	ck_assert_ptr_null(strstr(args, "isa-debug-exit"));
	args = arguments(CONFIG "CONFIG_ATA_PIIX=y\nCONFIG_BLK_DEV_SD=y\n"
			 "CONFIG_EXT4_FS=y\n");
	ck_assert_ptr_nonnull(strstr(args, "\nide-hd,drive=disk0\n"));
	ck_assert_ptr_nonnull(strstr(args, "root=/dev/sda"));
	ck_assert_ptr_nonnull(strstr(args, "\nisa-debug-exit,"));
	ck_assert_ptr_nonnull(strstr(args, "lgcheck.exit=0x501,0x10"));
	args = arguments(CONFIG);
	ck_assert_ptr_nonnull(strstr(args, "rdinit=/sbin/init"));
	ck_assert_ptr_nonnull(strstr(args, "root.cpio\n"));
	ck_assert_ptr_null(strstr(args, "-blockdev"));
}
END_TEST

START_TEST(refuses)
{
	kernel("CONFIG_BLK_DEV_INITRD=y\n");
	run("", NULL);
	play_check(125, "ERROR", "CONFIG_SERIAL_8250_CONSOLE=y");
	play_file("config", "CONFIG_SERIAL_8250_CONSOLE=y\n");
	run("", NULL);
	play_check(125, "ERROR", "can have no root in qemu");
	run("", "--stats");
	play_status(2);
	play_command("run", "--machine=pc", "t", NULL);
	play_status(2);
	play_command("run", "--machine=qemu", "--qemu=/nowhere/qemu",
		     "--kernel", play_path("bzImage"), "--suites",
		     play_path("suites"), "--results", play_path("results"),
		     "t", NULL);
	play_status(125);
	ck_assert_int_eq(play_count("/nowhere/qemu: cannot run this qemu"), 1);
}
END_TEST

/* Without a word of the user's, a bzImage that is no guest goes to qemu. */
START_TEST(chooses)
{
	kernel(CONFIG DISKS "CONFIG_ACPI=y\n");
	play_file("transcript", RUNS EVENT("guest-shutdown"));
	play_file("suites/t/suite", SUITE);
	play_command("run", "--qemu=./fake-qemu", "--accel=tcg", "--kernel",
		     play_path("bzImage"), "--suites", play_path("suites"),
		     "--results", play_path("results"), "t", NULL);
	play_status(0);
	ck_assert_int_eq(play_count("has no overlay and cannot be a guest"), 1);
}
END_TEST

START_TEST(registers)
{
	json_t *j = qmp_registers("RAX=0 RIP=ffffffff81000010 RFL=00000002 x\n"
				  "CS =0010 0 f\n");

	ck_assert_ptr_nonnull(j);
	ck_assert_int_eq((unsigned)json_integer_value(json_object_get(j, "eip")),
			 0x81000010);
	ck_assert_int_eq(json_integer_value(json_object_get(j, "cs")), 0x10);
	json_decref(j);
	ck_assert_ptr_null(qmp_registers("EIP"));
	ck_assert_ptr_null(qmp_registers("XEIP=1 EFL=2"));
	ck_assert_ptr_null(qmp_registers(""));
}
END_TEST

TCase *machine_cases(void)
{
	TCase *tc = tcase_create("machine");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, passes);
	tcase_add_test(tc, no_event);
	tcase_add_test(tc, exit_port);
	tcase_add_test(tc, restarts);
	tcase_add_test(tc, stops);
	tcase_add_test(tc, hangs);
	tcase_add_test(tc, hardware);
	tcase_add_test(tc, refuses);
	tcase_add_test(tc, chooses);
	tcase_add_test(tc, registers);
	return tc;
}
