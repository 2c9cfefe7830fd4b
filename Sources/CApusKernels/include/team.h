// The threads of the process that kernels share: the calling thread and workers that sleep between
// regions. Linux only.
#pragma once
#include <stdbool.h>

/// What each thread of a region runs once; `data` is the caller's.
typedef void (*apus_team_body)(void *data);

/// Runs `body` on exactly `threads` threads at a time, the calling one among them, and returns when
/// all are done. Waits while another thread of the program has the team. Inside a region it runs on
/// the calling thread alone, as a region of one. Ends the process where the system refuses the
/// threads.
void apus_team_run(int threads, apus_team_body body, void *data);

/// The same for a `body` that is done with the work whichever threads come to it: those that have
/// not begun when the calling one is done are not waited for. Returns false, with nothing run,
/// while another thread has the team.
bool apus_team_try(int threads, apus_team_body body, void *data);

/// Runs `body` on the calling thread alone; inside it, regions are of one thread.
void apus_team_alone(apus_team_body body, void *data);

/// The calling thread's number in the region around it, from 0; 0 outside.
int apus_team_index(void);

/// The threads of the region around the calling thread; 0 outside of any.
int apus_team_width(void);

/// Whether the calling thread is inside a region of several threads, or one that was run alone.
bool apus_team_is_inside(void);

/// Waits until all threads of the region have come here. For bodies of `apus_team_run`.
void apus_team_barrier(void);
