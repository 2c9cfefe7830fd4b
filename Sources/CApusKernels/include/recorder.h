// The tape or trace that records the calling thread's operations, if any.
#pragma once

/// The calling thread's recorder, or NULL. Not owned.
void *apus_recorder(void);

void apus_set_recorder(void *recorder);
