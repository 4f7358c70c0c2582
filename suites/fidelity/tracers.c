// SPDX-License-Identifier: GPL-2.0
/*
 * Function tracing: calls at the start of every function of the kernel, patched
 * in and out while it runs.
 */
#include "fidelity.h"

#define FUNCTION	"do_sys_openat2"
#define VISITS		20

static void nothing(void *arg)
{
	(void)arg;
}

static void tracer(const char *name, const char *filter)
{
	must_set("current_tracer", "nop");
	must_set("set_ftrace_filter", filter);
	must_set("trace", "\n");
	must_set("tracing_on", "1");
	must_set("current_tracer", name);
}

static void off(void)
{
	must_set("tracing_on", "0");
	must_set("current_tracer", "nop");
	must_set("set_ftrace_filter", "\n");
}

static void visits(void)
{
	int i;

	for (i = 0; i < VISITS; i++)
		visit_kernel();
}

void test_trace_function(void)
{
	int lines;

	tracer("function", FUNCTION "\n");
	visits();
	must_set("tracing_on", "0");
	lines = traced(FUNCTION " <-");
	CHECK(lines >= VISITS && lines <= VISITS + 5);
	CHECK_EQ(traced(" <-"), lines);
	off();
	must_set("trace", "\n");
	must_set("tracing_on", "1");
	visits();
	CHECK_EQ(traced(" <-"), 0);
}

/*
 * Every function, with processes, faults and interrupts going on.  The trace's
 * clock is a counter: time stamps of every function are many hypercalls.
 */
void test_trace_all(void)
{
	int i;

	must_set("trace_clock", "counter");
	must_set("buffer_size_kb", "256");
	tracer("function", "\n");
	for (i = 0; i < 3; i++)
		child_exits(child_start(nothing, NULL), 0);
	SYS(usleep(20000));
	visits();
	must_set("tracing_on", "0");
	CHECK(traced(" <-") > 1000);
	CHECK(traced(FUNCTION " <-") > 0);
	off();
}

/*
 * Return addresses are replaced on the stack and found again: in what a system
 * call does, with the interrupts and faults that come while it does it.  (All
 * of the kernel's functions take two time stamps each; on a slow machine that
 * is more work in a tick than fits between two.)
 */
void test_trace_graph(void)
{
	int i;

	must_set("set_graph_function", FUNCTION "\n");
	must_set("trace_clock", "local");
	must_set("buffer_size_kb", "4096");
	tracer("function_graph", "\n");
	for (i = 0; i < 3; i++)
		child_exits(child_start(nothing, NULL), 0);
	visits();
	must_set("tracing_on", "0");
	CHECK(traced("}") > 100);
	CHECK(traced(FUNCTION "()") >= VISITS);
	off();
}
