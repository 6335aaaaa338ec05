/*
 * Fault points: named places where a test can make the outside world fail.
 * In a normal build FAULT() is the constant false and costs nothing. Built
 * WITH_FAULTS, fault_arm(n) makes the nth point reached fail; fault_crash(n)
 * ends the process there with status 137, as kill -9 would. The environment
 * variables INDBERET_FAULT and INDBERET_CRASH do the same for a whole program, and the file that
 * INDBERET_POINTS names gets the number of points it passed.
 */
#ifndef FAULT_H
#define FAULT_H
#include "common/base.h"

#ifdef WITH_FAULTS
void fault_arm(long nth); /* -1: none */
void fault_crash(long nth);
bool fault_fired(void);
long fault_seen(void); /* points passed since the last arming */
bool fault_hit(const char *point);
void fault_from_environment(void);
#define FAULT(point) fault_hit(point)
#else
#define FAULT(point) false
#define fault_from_environment() ((void)0)
#endif
#endif
