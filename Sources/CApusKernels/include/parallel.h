// Loops on the process's one thread team, on which oneDNN runs as well.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// Work on the half-open range [begin, end); `context` is the caller's.
typedef void (*apus_range_body)(void *context, int64_t begin, int64_t end);

/// Splits [0, count) into one contiguous share a thread and each share into up to eight pieces, and
/// runs `body` on every piece once. A thread works through its own share, then takes over pieces
/// that slower threads have not come to.
///
/// Work below `2 * grain` stays on the calling thread. The pieces depend on `count`, `grain` and
/// the team's size alone; only which thread runs a piece depends on timing, so a body must not
/// care.
void apus_parallel(int64_t count, int64_t grain, apus_range_body body, void *context);

/// The team's size: APUS_NUM_THREADS, else OMP_NUM_THREADS, else the processors this process may
/// use. A wrong APUS_NUM_THREADS counts as none; the first call says so on standard error.
int apus_thread_count(void);

/// False where APUS_NUM_THREADS is wrong and nobody has asked for the team's size or set it.
bool apus_threads_are_known(void);

/// What APUS_NUM_THREADS must be, in a line without an end.
const char *apus_thread_setting_rule(void);

/// Sets the team's size for the whole process, oneDNN with it; clamped to 1…1024. Not while kernels
/// run.
void apus_set_thread_count(int count);

/// The team's size, on which oneDNN's calls that follow on this thread are to run. oneDNN asks
/// `openmp.c` for it; where a program's form of linking has oneDNN call libgomp instead, this gives
/// libgomp's setting of the thread that size.
int apus_join_team(void);
