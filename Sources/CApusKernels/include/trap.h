// How the process ends after a programmer's mistake, and where in a model the calling thread is.
#pragma once

/// Writes `line` to standard error and aborts; debuggers stop. Swift's backtracer runs only if
/// SWIFT_BACKTRACE is set.
_Noreturn void apus_trap(const char *line);

/// Runs `body` on a thread of its own, without signals, and waits for it. Where a trap ends it,
/// gives the trap's line, which the caller frees; else NULL. What the ended frames held stays in
/// memory. Where the system refuses a thread, `body` runs on the calling one, and its traps end the
/// process.
char *apus_catch_trap(void (*body)(void *), void *context);

/// The innermost place that the calling thread is in, or NULL. Not owned.
void *apus_call_place(void);

void apus_set_call_place(void *place);
