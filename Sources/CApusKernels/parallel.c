#if defined(__linux__)
#define _GNU_SOURCE
#include "openmp.h"
#include <sched.h>
#endif
#include "parallel.h"
#include "team.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_THREADS = 1024 };

static int default_size(void);

// 0: the environment's is wrong, and no one has been told yet.
static _Atomic int team_size = 1;

static int clamped(int count) {
  return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
}

/// The number that `text` is; 0 where it is none from 1 to MOST_THREADS.
static int thread_number(const char *text) {
  size_t digits = strspn(text, "0123456789");
  if (text[digits] != 0 || digits > 4) return 0;
  int number = atoi(text);
  return number > MOST_THREADS ? 0 : number;
}

__attribute__((constructor)) static void read_environment(void) {
  const char *text = getenv("APUS_NUM_THREADS");
  atomic_store(&team_size, text && *text ? thread_number(text) : default_size());
}

bool apus_threads_are_known(void) { return atomic_load(&team_size) > 0; }

const char *apus_thread_setting_rule(void) {
  return "APUS_NUM_THREADS: expected a whole number from 1 to 1024";
}

/// The default in place of a wrong setting; of all threads that come here one tells.
static __attribute__((noinline)) int fall_back(void) {
  int size = default_size(), wrong = 0;
  if (!atomic_compare_exchange_strong(&team_size, &wrong, size)) return wrong;
  fprintf(stderr, "apus: %s; as it is not, there are %d\n", apus_thread_setting_rule(), size);
  return size;
}

int apus_thread_count(void) {
  int size = atomic_load_explicit(&team_size, memory_order_relaxed);
  return size > 0 ? size : fall_back();
}

void apus_set_thread_count(int count) { atomic_store(&team_size, clamped(count)); }

#if defined(__linux__)

static int processors(void) {
  cpu_set_t allowed;
  if (!sched_getaffinity(0, sizeof allowed, &allowed)) return CPU_COUNT(&allowed);
  return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

/// OMP_NUM_THREADS, or the first number of its list for levels; else the processors this process
/// may use.
static int default_size(void) {
  const char *text = getenv("OMP_NUM_THREADS");
  char *end = NULL;
  long number = text ? strtol(text, &end, 10) : 0;
  if (number > 0) {
    end += strspn(end, " \t\n\v\f\r");
    if (!*end || *end == ',') return clamped(number > MOST_THREADS ? MOST_THREADS : (int)number);
  }
  return clamped(processors());
}

int apus_join_team(void) {
  static _Thread_local int joined;
  int size = apus_thread_count();
  if (joined != size) {
    if (!apus_openmp_is_ours() && !apus_openmp_is_inside()) apus_openmp_set_threads(size);
    joined = size;
  }
  return size;
}

enum { PIECES = 8, MOST_QUEUES = 256 };

// How many pieces of a thread's share are taken; alone on its line of the cache.
typedef struct { _Alignas(64) _Atomic int taken; } queue;

typedef struct {
  int64_t count, threads, pieces;  // pieces: of each share
  apus_range_body body;
  void *context;
  queue *queues;
} team_work;

/// Works through what is left of the share of `owner`, or does no more than one piece of it; false
/// where none was left.
static bool run_share(const team_work *work, int64_t owner, bool one) {
  int64_t begin = work->count * owner / work->threads;
  int64_t share = work->count * (owner + 1) / work->threads - begin;
  do {
    int64_t piece = atomic_fetch_add_explicit(&work->queues[owner].taken, 1, memory_order_relaxed);
    if (piece >= work->pieces) return false;
    int64_t from = begin + share * piece / work->pieces;
    int64_t to = begin + share * (piece + 1) / work->pieces;
    if (from < to) work->body(work->context, from, to);
  } while (!one);
  return true;
}

/// The own share first; then the pieces that slower threads have not come to.
static void run_shares(void *data) {
  const team_work *work = data;
  for (int64_t next = 0, index = apus_team_index(); next < work->threads; next++)
    run_share(work, (index + next) % work->threads, false);
}

typedef struct {
  const team_work *work;
  int64_t owner;  // of the piece; `work->threads` when none is left
} lone_piece;

static void run_piece(void *data) {
  lone_piece *next = data;
  while (next->owner < next->work->threads && !run_share(next->work, next->owner, true))
    next->owner++;
}

void apus_parallel(int64_t count, int64_t grain, apus_range_body body, void *context) {
  if (count <= 0) return;
  if (grain < 1) grain = 1;
  int64_t useful = count / grain;
  if (useful < 2) return body(context, 0, count);
  int64_t threads = apus_thread_count();
  if (threads > useful) threads = useful;
  if (threads > MOST_QUEUES) threads = MOST_QUEUES;
  if (threads < 2 || apus_team_is_inside() || apus_openmp_is_inside())
    return body(context, 0, count);
  queue queues[MOST_QUEUES];
  for (int64_t i = 0; i < threads; i++) atomic_init(&queues[i].taken, 0);
  // Half a grain a piece is worth the taking.
  int64_t pieces = grain == 1 ? count / threads : 2 * useful / threads;
  pieces = pieces < 1 ? 1 : pieces > PIECES ? PIECES : pieces;
  team_work work = {count, threads, pieces, body, context, queues};
  // While another thread of the program has the team, this one goes on by itself.
  lone_piece next = {&work, 0};
  while (next.owner < threads && !apus_team_try((int)threads, run_shares, &work))
    apus_team_alone(run_piece, &next);
}

#else

#include <dispatch/dispatch.h>

static int default_size(void) { return clamped((int)sysconf(_SC_NPROCESSORS_ONLN)); }

int apus_join_team(void) { return apus_thread_count(); }

typedef struct {
  int64_t count, threads;
  apus_range_body body;
  void *context;
} team_work;

static void run_share(void *data, size_t index) {
  const team_work *work = data;
  int64_t begin = work->count * (int64_t)index / work->threads;
  int64_t end = work->count * ((int64_t)index + 1) / work->threads;
  if (begin < end) work->body(work->context, begin, end);
}

void apus_parallel(int64_t count, int64_t grain, apus_range_body body, void *context) {
  if (count <= 0) return;
  int64_t threads = apus_thread_count(), useful = count / (grain < 1 ? 1 : grain);
  if (threads > useful) threads = useful;
  if (threads < 2) return body(context, 0, count);
  team_work work = {count, threads, body, context};
  dispatch_apply_f((size_t)threads, DISPATCH_APPLY_AUTO, &work, run_share);
}

#endif
