// SPDX-License-Identifier: GPL-2.0
/*
 * lgcheck-bisect: "lgcheck bisect" as a static program, for a machine that
 * builds in a root and boots a VM. It runs on the machine itself and needs none
 * of the root's libraries.
 */
#include "bisect/bisect.h"

int main(int argc, char **argv)
{
	return bisect(argc, argv);
}
