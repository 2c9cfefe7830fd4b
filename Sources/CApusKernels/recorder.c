#include "recorder.h"

static _Thread_local void *current;

void *apus_recorder(void) { return current; }

void apus_set_recorder(void *recorder) { current = recorder; }
