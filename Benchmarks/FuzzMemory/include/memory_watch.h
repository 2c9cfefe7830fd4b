#pragma once
#include <stdint.h>

/// Begins to watch: the most bytes in use from now on count from those in use now.
void memory_watch_begin(void);

/// The most bytes that were in use at once since the beginning, above those in use then; −1 where
/// nothing can be told.
int64_t memory_watch_peak(void);

/// Ends this process after `seconds` of its own processor time, by SIGPROF; 0 calls that off.
void memory_watch_limit(int seconds);

/// As `memory_watch_begin` and `memory_watch_peak`, but for pages that are in use: what is asked
/// for and never touched does not count. Linux only; −1 elsewhere.
void resident_watch_begin(void);
int64_t resident_watch_peak(void);
