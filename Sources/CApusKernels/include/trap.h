// How the process ends after a programmer's mistake, and where in a model the calling thread is.
#pragma once

/// Writes `line` to standard error and aborts; debuggers stop. Swift's backtracer runs only if
/// SWIFT_BACKTRACE is set.
_Noreturn void apus_trap(const char *line);

/// The innermost place that the calling thread is in, or NULL. Not owned.
void *apus_call_place(void);

void apus_set_call_place(void *place);
