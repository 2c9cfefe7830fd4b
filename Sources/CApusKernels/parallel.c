#include "parallel.h"
#include <stdlib.h>

#if defined(__linux__)

// libgomp's entry points, declared here because clang reaches them without -fopenmp.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern int omp_get_max_threads(void);
extern int omp_get_num_threads(void);
extern int omp_get_thread_num(void);
extern int omp_in_parallel(void);
extern void omp_set_num_threads(int);

__attribute__((constructor)) static void read_environment(void) {
  const char *text = getenv("APUS_NUM_THREADS");
  if (text && atoi(text) > 0) omp_set_num_threads(atoi(text));
}

int apus_thread_count(void) { return omp_get_max_threads(); }

void apus_set_thread_count(int count) { omp_set_num_threads(count < 1 ? 1 : count); }

typedef struct {
  int64_t count;
  apus_range_body body;
  void *context;
} team_work;

static void run_share(void *data) {
  const team_work *work = data;
  int64_t threads = omp_get_num_threads(), index = omp_get_thread_num();
  int64_t begin = work->count * index / threads, end = work->count * (index + 1) / threads;
  if (begin < end) work->body(work->context, begin, end);
}

void apus_parallel(int64_t count, int64_t grain, apus_range_body body, void *context) {
  if (count <= 0) return;
  int64_t useful = count / (grain < 1 ? 1 : grain);
  if (useful < 2) return body(context, 0, count);
  int64_t threads = omp_get_max_threads();
  if (threads > useful) threads = useful;
  if (threads < 2 || omp_in_parallel()) return body(context, 0, count);
  team_work work = {count, body, context};
  GOMP_parallel(run_share, &work, (unsigned)threads, 0);
}

#else

#include <dispatch/dispatch.h>
#include <unistd.h>

static int team_size = 0;

int apus_thread_count(void) {
  if (team_size == 0) {
    const char *text = getenv("APUS_NUM_THREADS");
    team_size = text && atoi(text) > 0 ? atoi(text) : (int)sysconf(_SC_NPROCESSORS_ONLN);
  }
  return team_size;
}

void apus_set_thread_count(int count) { team_size = count < 1 ? 1 : count; }

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
