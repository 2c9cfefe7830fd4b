#include "parallel.h"
#include "signals.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 1024 };

static int default_size(void);

// 0: the environment's is wrong, and no one has been told yet.
static _Atomic int team_size = 1;

static int clamped(int count) { return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count; }

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

// libgomp's entry points, declared here because clang reaches them without -fopenmp.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern int omp_get_max_threads(void);
extern int omp_get_num_threads(void);
extern int omp_get_thread_num(void);
extern int omp_in_parallel(void);
extern void omp_set_num_threads(int);

static _Thread_local int joined;  // the size that this thread's own OpenMP setting has; 0: whatever it began with

static int default_size(void) { return clamped(omp_get_max_threads()); }

int apus_join_team(void) {
  int size = apus_thread_count();
  if (joined != size && !omp_in_parallel()) {
    omp_set_num_threads(size);
    joined = size;
  }
  return size;
}

enum { PIECES = 8, MOST_QUEUES = 256 };

// How many pieces of a thread's share are taken; alone on its line of the cache.
typedef struct { _Alignas(64) _Atomic int taken; } queue;

typedef struct {
  int64_t count, pieces;  // pieces: of each share
  apus_range_body body;
  void *context;
  queue *queues;
} team_work;

/// Works through what is left of the share of `owner`.
static void run_share(const team_work *work, int64_t owner, int64_t threads) {
  int64_t begin = work->count * owner / threads, share = work->count * (owner + 1) / threads - begin;
  for (;;) {
    int64_t piece = atomic_fetch_add_explicit(&work->queues[owner].taken, 1, memory_order_relaxed);
    if (piece >= work->pieces) return;
    int64_t from = begin + share * piece / work->pieces, to = begin + share * (piece + 1) / work->pieces;
    if (from < to) work->body(work->context, from, to);
  }
}

/// The own share first; then the pieces that slower threads have not come to.
static void run_shares(void *data) {
  const team_work *work = data;
  int64_t threads = omp_get_num_threads(), index = omp_get_thread_num();
  for (int64_t next = 0; next < threads; next++) run_share(work, (index + next) % threads, threads);
}

void apus_parallel(int64_t count, int64_t grain, apus_range_body body, void *context) {
  if (count <= 0) return;
  if (grain < 1) grain = 1;
  int64_t useful = count / grain;
  if (useful < 2) return body(context, 0, count);
  int64_t threads = apus_thread_count();
  if (threads > useful) threads = useful;
  if (threads > MOST_QUEUES) threads = MOST_QUEUES;
  if (threads < 2 || omp_in_parallel()) return body(context, 0, count);
  apus_join_team();
  queue queues[MOST_QUEUES];
  for (int64_t i = 0; i < threads; i++) atomic_init(&queues[i].taken, 0);
  // Half a grain a piece is worth the taking.
  int64_t pieces = grain == 1 ? count / threads : 2 * useful / threads;
  team_work work = {count, pieces < 1 ? 1 : pieces > PIECES ? PIECES : pieces, body, context, queues};
  // The region may start threads, which inherit what is blocked and must never take a signal: oneDNN uses them too.
  const apus_signals before = apus_hold_signals();
  GOMP_parallel(run_shares, &work, (unsigned)threads, 0);
  apus_release_signals(before);
}

#else

#include <dispatch/dispatch.h>
#include <unistd.h>

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
