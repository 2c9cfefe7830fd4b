// For tests: whether oneDNN's primitives keep to the memory that they ask for.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// From now on so many bytes lie behind every primitive's scratch memory, filled with a pattern
/// that is looked at after the run; 0, as a process begins, for none.
void apus_guard_scratch(size_t bytes);

/// How many runs have written into their guards.
int64_t apus_scratch_overruns(void);
