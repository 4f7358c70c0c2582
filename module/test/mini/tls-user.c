// SPDX-License-Identifier: GPL-2.0
/* A TLS descriptor is taken as it is when it is loaded, in ring 3. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("rewrites TLS descriptors between user loads")
{
	u32 *data = mini_page(), i;

	mini_paging_on();
	for (i = 0; i < 1024; i++)
		data[i] = 0x2000 + i;
	USER("nop");
	mini_map(USER_DATA, pa(data) | P | W | U);
	invlpg(USER_DATA);
	for (i = 0; i < 200; i++) {
		mini_gdt[6] = mini_segment(USER_DATA + 4 * i, 0xffff, 0xf2);
		CHECK(USER("mov $0x33, %%eax; mov %%eax, %%gs\n"
			   "mov %%gs:0, %%ebx") == 0x80);
		CHECK(mini_last.ebx == 0x2000 + i);
		/* Still loaded; the same selector, another descriptor. */
		mini_gdt[6] = mini_segment(USER_DATA + 400, 0xffff, 0xf2);
		CHECK(USER("mov $0x33, %%eax; push %%eax; pop %%fs\n"
			   "mov %%fs:0, %%ebx") == 0x80);
		CHECK(mini_last.ebx == 0x2000 + 100);
	}
	/* User space gets no segment of the kernel's. */
	mini_gdt[6] = mini_segment(0, 0xffffffff, 0x92);
	CHECK(USER("mov $0x33, %%eax; mov %%eax, %%gs") == GP);
	CHECK(mini_last.error == 0x30);
	CHECK(USER("mov $0x68, %%eax; mov %%eax, %%gs") == GP);
	CHECK(mini_last.error == 0x68);
}
