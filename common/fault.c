#include "common/fault.h"

#ifdef WITH_FAULTS
#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

/* The rules pass points in a thread of their own. */
static atomic_long left = -1, crash_left = -1, seen;
static atomic_bool fired;

void fault_arm(long nth)
{
	left = nth;
	fired = false;
	seen = 0;
}

void fault_crash(long nth)
{
	crash_left = nth;
	seen = 0;
}

bool fault_fired(void)
{
	return fired;
}

long fault_seen(void)
{
	return seen;
}

bool fault_hit(const char *point)
{
	(void)point;
	seen++;
	if (crash_left >= 0 && atomic_fetch_sub(&crash_left, 1) == 0)
		_exit(137);
	if (left < 0 || atomic_fetch_sub(&left, 1) != 0)
		return false;
	errno = ENOSPC;
	return fired = true;
}

static void tell_points(void)
{
	FILE *f = fopen(getenv("INDBERET_POINTS"), "w");

	if (f) {
		fprintf(f, "%ld\n", fault_seen());
		fclose(f);
	}
}

void fault_from_environment(void)
{
	const char *arm = getenv("INDBERET_FAULT"), *crash = getenv("INDBERET_CRASH");

	if (getenv("INDBERET_POINTS"))
		(void)atexit(tell_points);

	if (arm)
		fault_arm(strtol(arm, NULL, 10));
	if (crash)
		fault_crash(strtol(crash, NULL, 10));
}
#else
typedef int fault_c_is_empty;
#endif
