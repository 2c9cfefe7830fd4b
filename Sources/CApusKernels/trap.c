#include "trap.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static _Thread_local void *place;

void *apus_call_place(void) { return place; }

void apus_set_call_place(void *new_place) { place = new_place; }

void apus_trap(const char *line) {
  struct iovec parts[2] = {{(void *)line, strlen(line)}, {"\n", 1}};
  while (writev(STDERR_FILENO, parts, 2) < 0 && errno == EINTR) {}
  // Swift's runtime answers SIGABRT with its backtracer: seconds of work for registers and frames
  // of this library.
  if (!getenv("SWIFT_BACKTRACE")) signal(SIGABRT, SIG_DFL);
  abort();
}
