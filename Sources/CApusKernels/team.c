// Waiting threads spin for some microseconds and then sleep, whoever started the process and
// whatever its environment says: OpenMP's own teams spin for milliseconds, which costs several
// times the work where other processes want a core.
#if defined(__linux__)
#define _GNU_SOURCE
#include "team.h"
#include "signals.h"
#include "trap.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOST_WORKERS = 1023, STACK_BYTES = 8 << 20, PAUSES = 32 };
enum { LEAST_SPIN = 3000, MOST_SPIN = 50000 };  // nanoseconds

/// What a worker's seat says. Only its worker says ASLEEP, and only the region's caller CALLED; a
/// call is taken by whoever turns it into IDLE, the worker to run it or the caller to take it back.
enum { IDLE, ASLEEP, CALLED };

typedef struct { _Alignas(64) _Atomic uint32_t word; } seat;

/// Beside the number of workers at work: the caller sleeps until none is at work.
static const uint32_t AWAITED = 1u << 31;

static struct {
  pthread_mutex_t lock;  // held by the caller of a region while it lasts
  int workers;           // those that were started
  int threads;
  apus_team_body body;
  void *data;
  _Alignas(64) _Atomic uint32_t working;
  _Alignas(64) _Atomic uint32_t arrived;
  _Atomic uint32_t phase, sleepers;  // of the barrier
  seat seats[MOST_WORKERS];
} team = {.lock = PTHREAD_MUTEX_INITIALIZER};

typedef struct {
  int index, width;
  bool inside;
} spot;

static _Thread_local spot place;

int apus_team_index(void) { return place.index; }

int apus_team_width(void) { return place.width; }

bool apus_team_is_inside(void) { return place.inside; }

// Waiting

static void futex_wait(_Atomic uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futex_wake(_Atomic uint32_t *word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static inline uint32_t look(_Atomic uint32_t *word) {
  return atomic_load_explicit(word, memory_order_acquire);
}

/// How long this thread spins: half as long after each wait that was too long, as they are where
/// other processes hold the cores, twice as long after one that was not.
static _Thread_local int64_t patience = MOST_SPIN;

/// Spins until the word is `value`, or where `leaves`, until it is another; false where that takes
/// too long.
static inline bool comes_soon(_Atomic uint32_t *word, uint32_t value, bool leaves) {
  int64_t end = 0;
  for (;;) {
    for (int i = 0; i < PAUSES; i++) {
      if ((look(word) == value) != leaves) {
        if (end) patience = patience < MOST_SPIN / 2 ? 2 * patience : MOST_SPIN;
        return true;
      }
      pause_briefly();
    }
    const int64_t now = nanoseconds();
    if (!end) end = now + patience;
    else if (now >= end) {
      patience = patience > 2 * LEAST_SPIN ? patience / 2 : LEAST_SPIN;
      return false;
    }
  }
}

// Workers

static void wait_for_call(seat *mine) {
  while (!comes_soon(&mine->word, CALLED, false)) {
    uint32_t idle = IDLE;
    if (!atomic_compare_exchange_strong(&mine->word, &idle, ASLEEP)) return;
    while (look(&mine->word) == ASLEEP) futex_wait(&mine->word, ASLEEP);
  }
}

static void *work(void *argument) {
  seat *mine = argument;
  pthread_setname_np(pthread_self(), "apus-team");
  for (;;) {
    wait_for_call(mine);
    uint32_t called = CALLED;
    if (!atomic_compare_exchange_strong(&mine->word, &called, IDLE)) continue;
    place = (spot){(int)(mine - team.seats) + 1, team.threads, true};
    team.body(team.data);
    if (atomic_fetch_sub(&team.working, 1) == (AWAITED | 1)) futex_wake(&team.working, 1);
  }
  return NULL;
}

/// A child process has the memory of its parent's team and none of its threads.
static void forget_workers(void) {
  pthread_mutex_init(&team.lock, NULL);
  for (int i = 0; i <= team.workers && i < MOST_WORKERS; i++)
    atomic_init(&team.seats[i].word, IDLE);
  team.workers = 0;
  atomic_init(&team.working, 0);
  atomic_init(&team.arrived, 0);
  atomic_init(&team.sleepers, 0);
}

static void watch_forks(void) { pthread_atfork(NULL, NULL, forget_workers); }

/// Starts what is missing to `count` workers; returns how many of those there are.
static __attribute__((noinline)) int start_workers(int count) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, watch_forks);
  pthread_attr_t attributes;
  size_t stack = 0;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_getstacksize(&attributes, &stack);
  if (stack < STACK_BYTES) pthread_attr_setstacksize(&attributes, STACK_BYTES);
  // Threads inherit what is blocked, and these must never take a signal.
  const apus_signals before = apus_hold_signals();
  pthread_t thread;
  while (team.workers < count &&
         !pthread_create(&thread, &attributes, work, &team.seats[team.workers]))
    team.workers++;
  apus_release_signals(before);
  pthread_attr_destroy(&attributes);
  return team.workers < count ? team.workers : count;
}

// Regions

static void wait_for_workers(void) {
  if (comes_soon(&team.working, 0, false)) return;
  uint32_t left = atomic_fetch_or(&team.working, AWAITED) | AWAITED;
  while (left != AWAITED) {
    futex_wait(&team.working, left);
    left = look(&team.working);
  }
}

/// With the lock held; gives it back.
static void run(int threads, apus_team_body body, void *data, bool whole) {
  const int workers = team.workers >= threads - 1 ? threads - 1 : start_workers(threads - 1);
  if (whole && workers < threads - 1)
    apus_trap("apus: the system refuses the threads that oneDNN needs");
  team.body = body;
  team.data = data;
  team.threads = workers + 1;
  atomic_store_explicit(&team.working, (uint32_t)workers, memory_order_relaxed);
  for (int i = 0; i < workers; i++)
    if (atomic_exchange(&team.seats[i].word, CALLED) == ASLEEP) futex_wake(&team.seats[i].word, 1);
  const spot before = place;
  place = (spot){0, workers + 1, true};
  body(data);
  place = before;
  for (int i = 0; !whole && i < workers && look(&team.working); i++) {
    uint32_t called = CALLED;
    if (look(&team.seats[i].word) == CALLED &&
        atomic_compare_exchange_strong(&team.seats[i].word, &called, IDLE))
      atomic_fetch_sub(&team.working, 1);
  }
  wait_for_workers();
  pthread_mutex_unlock(&team.lock);
}

static void run_here(apus_team_body body, void *data, bool inside) {
  const spot before = place;
  place = (spot){0, 1, inside};
  body(data);
  place = before;
}

void apus_team_alone(apus_team_body body, void *data) { run_here(body, data, true); }

void apus_team_run(int threads, apus_team_body body, void *data) {
  if (threads < 2 || place.inside) return run_here(body, data, place.inside);
  pthread_mutex_lock(&team.lock);
  run(threads > MOST_WORKERS ? MOST_WORKERS + 1 : threads, body, data, true);
}

bool apus_team_try(int threads, apus_team_body body, void *data) {
  if (threads < 2 || place.inside) return run_here(body, data, place.inside), true;
  if (pthread_mutex_trylock(&team.lock)) return false;
  run(threads > MOST_WORKERS ? MOST_WORKERS + 1 : threads, body, data, false);
  return true;
}

void apus_team_barrier(void) {
  if (place.width < 2) return;
  const uint32_t phase = look(&team.phase);
  if (atomic_fetch_add(&team.arrived, 1) + 1 == (uint32_t)place.width) {
    atomic_store(&team.arrived, 0);
    atomic_fetch_add(&team.phase, 1);
    if (atomic_load(&team.sleepers)) futex_wake(&team.phase, MOST_WORKERS);
    return;
  }
  if (comes_soon(&team.phase, phase, true)) return;
  atomic_fetch_add(&team.sleepers, 1);
  while (look(&team.phase) == phase) futex_wait(&team.phase, phase);
  atomic_fetch_sub(&team.sleepers, 1);
}
#endif
