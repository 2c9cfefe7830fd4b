#define _POSIX_C_SOURCE 200809L
#include "signals.h"
#include <signal.h>
#include <string.h>

_Static_assert(sizeof(sigset_t) <= sizeof(apus_signals), "the system's set of signals fits");

/// Raised by an instruction of the thread itself; blocked, they would end the process without a
/// report.
static const int raised[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};

apus_signals apus_hold_signals(void) {
  sigset_t held, old;
  sigfillset(&held);
  for (size_t i = 0; i < sizeof raised / sizeof *raised; i++) sigdelset(&held, raised[i]);
  sigemptyset(&old);
  pthread_sigmask(SIG_BLOCK, &held, &old);
  apus_signals before = {{0}};
  memcpy(&before, &old, sizeof old);
  return before;
}

void apus_release_signals(apus_signals before) {
  sigset_t old;
  memcpy(&old, &before, sizeof old);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}
