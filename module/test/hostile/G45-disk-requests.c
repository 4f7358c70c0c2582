// SPDX-License-Identifier: GPL-2.0
/* G45: block requests that cannot be served. The disk has 20 sectors. */
#include "hostile.h"

EXPECT(0, "powered off");

static struct lguest_block_page *disk;
static struct lguest_dma reply, data;
static u32 key;
static int bound;

static u32 request(u32 type, u32 sector, u32 bytes, u32 len)
{
	struct lguest_dma *with = type == LGUEST_BLOCK_READ ? &reply : &data;
	u32 i;

	memset(&reply, 0, sizeof(reply));
	memset(&data, 0, sizeof(data));
	for (i = 0; i < 16 && len; i++) {
		u32 part = len > PAGE_SIZE ? PAGE_SIZE : len;

		with->addr[i] = 0x300000 + i * PAGE_SIZE;
		with->len[i] = part;
		len -= part;
	}
	disk->type = type;
	disk->sector = sector;
	disk->bytes = bytes;
	disk->result = LGUEST_BLOCK_PENDING;
	hcall(LHCALL_SEND_DMA, key, pa(&data), 0);
	while (*(volatile u32 *)&disk->result == LGUEST_BLOCK_PENDING)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	/* Only then is the request done. */
	while (bound && !*(volatile u32 *)&reply.used_len)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	return disk->result;
}

MINI("asks the disk for too much")
{
	struct lguest_device_desc *table = (void *)
		(mini_data.device_pfn * PAGE_SIZE + PAGE_OFFSET);
	u32 i;

	CHECK(table[1].type == LGUEST_DEVICE_T_BLOCK);
	key = table[1].pfn * PAGE_SIZE;
	disk = (void *)key + PAGE_OFFSET;
	CHECK(disk->num_sectors == 20);
	/* No reply buffer is bound yet. */
	CHECK(request(LGUEST_BLOCK_READ, 0, 512, 512) == 2);
	CHECK(hcall(LHCALL_BIND_DMA, key, pa(&reply), 1 << 8 | 2) == 1);
	bound = 1;
	memset((void *)0x300000 + PAGE_OFFSET, 0x5a, 16 * PAGE_SIZE);
	CHECK(request(LGUEST_BLOCK_WRITE, 0, 512, 512) == 1);
	CHECK(request(LGUEST_BLOCK_READ, 0, 512, 512) == 1);
	CHECK(request(LGUEST_BLOCK_WRITE, 19, 1024, 1024) == 2);
	CHECK(request(LGUEST_BLOCK_WRITE, 20, 512, 512) == 2);
	CHECK(request(LGUEST_BLOCK_READ, 0xffffffff, 512, 512) == 2);
	CHECK(request(LGUEST_BLOCK_WRITE, 0xffffffff, 65536, 65536) == 2);
	CHECK(request(LGUEST_BLOCK_WRITE, 0, 512, 1024) == 2);
	CHECK(request(LGUEST_BLOCK_READ, 0, 1024, 512) == 2);
	CHECK(request(LGUEST_BLOCK_READ, 0, 65536, 65536) == 2);
	CHECK(request(LGUEST_BLOCK_WRITE, 0, 100, 100) == 2);
	CHECK(request(3, 0, 512, 512) == 2);
	CHECK(request(~0, 0, 512, 512) == 2);
	/* The size in the page is not what counts. */
	disk->num_sectors = ~0;
	for (i = 20; i; i <<= 1)
		CHECK(request(LGUEST_BLOCK_WRITE, i, 512, 512) == 2);
	CHECK(request(LGUEST_BLOCK_READ, 0, 512, 512) == 1);
}
