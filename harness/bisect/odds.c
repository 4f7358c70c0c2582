// SPDX-License-Identifier: GPL-2.0
/*
 * How many times a commit must pass before we call it good. Pure arithmetic.
 *
 * A failure shows with some unknown chance. As we know nothing before, any
 * chance is as likely as any other. After F failures and P passes of commits
 * that have it, the next run passes with chance (P+1)/(F+P+2) (the rule of
 * succession), the run after that with (P+2)/(F+P+3), and so on. Their product
 * is the doubt that is left when a commit passes all of them.
 */
#include "bisect/inner.h"

double odds_doubt(unsigned failed, unsigned passed, unsigned passes)
{
	double doubt = 1;

	for (unsigned i = 0; i < passes; i++)
		doubt *= (passed + 1.0 + i) / (failed + passed + 2.0 + i);
	return doubt;
}

unsigned odds_passes(unsigned failed, unsigned passed, double doubt,
		     unsigned max)
{
	unsigned n = 1;

	while (n < max && odds_doubt(failed, passed, n) > doubt)
		n++;
	return n;
}
