// SPDX-License-Identifier: GPL-2.0
/*
 * Tries KVM. That /dev/kvm opens, and even that a guest runs, proves little: in
 * some virtual machines it emulates every instruction of a kernel, hundreds of
 * times slower than qemu would. So a child lets a guest of a few bytes count, in
 * so little CPU time that only a CPU can do it.
 */
#include "run/qemu.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* A CPU takes less than a tenth of a second for that many. */
#define COUNT 20000000
#define CPU_LIMIT 1
#define PAGE 4096

/* In 16-bit code: mov $COUNT, %ecx; addr32 loop to itself; hlt */
static const uint8_t code[] = { 0x66, 0xb9, COUNT & 0xff, COUNT >> 8 & 0xff,
				COUNT >> 16 & 0xff, COUNT >> 24,
				0x67, 0xe2, 0xfd, 0xf4 };

/* A VM with the code in its only page, and a CPU at its start; -1: none. */
static int make_cpu(int kvm, struct kvm_run **run)
{
	int vm = ioctl(kvm, KVM_CREATE_VM, 0), cpu, size;
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region memory = {
		.memory_size = PAGE, .userspace_addr = (uintptr_t)page,
	};
	struct kvm_regs regs = { .rflags = 2 };
	struct kvm_sregs sregs;

	if (vm < 0 || page == MAP_FAILED)
		return -1;
	memcpy(page, code, sizeof(code));
	cpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (cpu < 0 || size < (int)sizeof(**run) ||
	    ioctl(vm, KVM_SET_USER_MEMORY_REGION, &memory) ||
	    ioctl(cpu, KVM_GET_SREGS, &sregs))
		return -1;
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	*run = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, cpu, 0);
	if (*run == MAP_FAILED || ioctl(cpu, KVM_SET_SREGS, &sregs) ||
	    ioctl(cpu, KVM_SET_REGS, &regs))
		return -1;
	return cpu;
}

/* In the child: 0 if the guest counted to the end. */
static int count(int kvm)
{
	const struct rlimit limit = { CPU_LIMIT, CPU_LIMIT };
	struct kvm_run *run;
	int cpu;

	if (setrlimit(RLIMIT_CPU, &limit))
		return 1;
	cpu = make_cpu(kvm, &run);
	if (cpu < 0 || ioctl(cpu, KVM_RUN, 0))
		return 1;
	return run->exit_reason != KVM_EXIT_HLT;
}

bool qemu_kvm_works(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), status = 1;
	pid_t pid;

	if (kvm < 0)
		return false;
	pid = fork();
	if (!pid)
		_exit(count(kvm));
	close(kvm);
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}
