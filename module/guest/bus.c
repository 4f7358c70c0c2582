// SPDX-License-Identifier: GPL-2.0
/*
 * Drivers 10: A bus
 *
 * Linux finds drivers for devices by a bus: something that lists devices, and
 * says which driver goes with which. PCI takes thousands of lines for this.
 *
 * The bus: a table of devices in a page above the guest's memory, written by
 * the launcher.  Drivers match by type; a device's interrupt line and the key
 * of its DMA follow from its place in the table and its page number.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include "compat.h"
#include "guest.h"

#undef pr_fmt
#define pr_fmt(fmt) "lguest: " fmt

static struct lguest_device *to_device(struct device *dev)
{
	return container_of(dev, struct lguest_device, dev);
}

static void lguest_device_status(struct lguest_device *dev, u16 bits)
{
	WRITE_ONCE(dev->desc->status, dev->desc->status | bits);
}

static int lguest_match(struct device *dev, lg_match_driver *drv)
{
	return to_device(dev)->desc->type ==
	       container_of(drv, const struct lguest_driver, driver)->type;
}

static int lguest_probe(struct device *dev)
{
	struct lguest_device *lgdev = to_device(dev);
	int err;

	lguest_device_status(lgdev, LGUEST_DEVICE_S_DRIVER);
	err = container_of(dev->driver, struct lguest_driver,
			   driver)->probe(lgdev);
	lguest_device_status(lgdev, err ? LGUEST_DEVICE_S_FAILED
					: LGUEST_DEVICE_S_DRIVER_OK);
	return err;
}

static struct bus_type lguest_bus = {
	.name	= "lguest",
	.match	= lguest_match,
	.probe	= lguest_probe,
};

int __init lguest_driver_register(struct lguest_driver *drv)
{
	if (!lguest_running())
		return -ENODEV;
	drv->driver.bus = &lguest_bus;
	drv->driver.suppress_bind_attrs = true;
	return driver_register(&drv->driver);
}

/* The pages of a device; NULL if there are none or no memory. */
void *lguest_device_map(struct lguest_device *dev)
{
	if (!dev->desc->num_pages)
		return NULL;
	return memremap(dev->key, dev->desc->num_pages * PAGE_SIZE,
			MEMREMAP_WB);
}

static void lguest_device_release(struct device *dev)
{
	kfree(to_device(dev));
}

static int __init add_device(struct lguest_device_desc *desc,
			     unsigned int index)
{
	struct lguest_device *lgdev;
	int err;

	lgdev = kzalloc(sizeof(*lgdev), GFP_KERNEL);
	if (!lgdev)
		return -ENOMEM;
	lgdev->desc = desc;
	lgdev->index = index;
	lgdev->irq = index + 1;
	lgdev->key = (unsigned long)desc->pfn << PAGE_SHIFT;
	lgdev->dev.bus = &lguest_bus;
	lgdev->dev.release = lguest_device_release;
	dev_set_name(&lgdev->dev, "lguest%u", index);
	lguest_device_status(lgdev, LGUEST_DEVICE_S_ACKNOWLEDGE);
	err = device_register(&lgdev->dev);
	if (err)
		put_device(&lgdev->dev);
	return err;
}

/* Every device up to the first that has no type or cannot be added. */
static int __init add_devices(void)
{
	struct lguest_device_desc *table;
	unsigned int i;
	int err = 0;

	table = memremap((resource_size_t)lguest_data.device_pfn << PAGE_SHIFT,
			 PAGE_SIZE, MEMREMAP_WB);
	if (!table) {
		pr_err("the device table cannot be mapped\n");
		return -ENOMEM;
	}
	for (i = 0; !err && i < LGUEST_MAX_DEVICES && table[i].type; i++)
		err = add_device(&table[i], i);
	if (err)
		pr_err("device %u cannot be added: %d\n", i - 1, err);
	return err;
}

/* Before the drivers, which are device_initcalls. */
static int __init lguest_bus_init(void)
{
	int err;

	if (!lguest_running())
		return 0;
	err = bus_register(&lguest_bus);
	if (!err && lguest_data.device_pfn)
		err = add_devices();
	return err;
}
subsys_initcall(lguest_bus_init);
