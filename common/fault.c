#include "common/fault.h"

#ifdef WITH_FAULTS
#include <errno.h>
#include <unistd.h>

static long left = -1, crash_left = -1, seen;
static bool fired;

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
	if (crash_left >= 0 && crash_left-- == 0)
		_exit(137);
	if (left < 0 || left-- > 0)
		return false;
	errno = ENOSPC;
	return fired = true;
}

void fault_from_environment(void)
{
	const char *arm = getenv("INDBERET_FAULT"), *crash = getenv("INDBERET_CRASH");

	if (arm)
		fault_arm(strtol(arm, NULL, 10));
	if (crash)
		fault_crash(strtol(crash, NULL, 10));
}
#else
typedef int fault_c_is_empty;
#endif
