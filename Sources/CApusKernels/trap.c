// For signal masks and strdup.
#define _GNU_SOURCE
#include "trap.h"
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static _Thread_local void *place;

void *apus_call_place(void) { return place; }

void apus_set_call_place(void *new_place) { place = new_place; }

// A call of apus_catch_trap, on the stack of the thread that waits for it.
struct catching {
  void (*body)(void *);
  void *context;
  char *line;
  jmp_buf way_out;
};

static _Thread_local struct catching *caught;

static void *run_catching(void *context) {
  struct catching *catching = context;
  caught = catching;
  // Swift's frames are left as they are: their accesses and scopes belong to this thread, which
  // ends here.
  if (setjmp(catching->way_out) == 0) catching->body(catching->context);
  return NULL;
}

char *apus_catch_trap(void (*body)(void *), void *context) {
  struct catching catching = {.body = body, .context = context};
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  const int refused = pthread_create(&thread, NULL, run_catching, &catching);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (refused) {
    body(context);
    return NULL;
  }
  pthread_join(thread, NULL);
  return catching.line;
}

void apus_trap(const char *line) {
  if (caught && (caught->line = strdup(line))) longjmp(caught->way_out, 1);
  struct iovec parts[2] = {{(void *)line, strlen(line)}, {"\n", 1}};
  while (writev(STDERR_FILENO, parts, 2) < 0 && errno == EINTR) {}
  // Swift's runtime answers SIGABRT with its backtracer: seconds of work for registers and frames
  // of this library.
  if (!getenv("SWIFT_BACKTRACE")) signal(SIGABRT, SIG_DFL);
  abort();
}
