// The entry points of OpenMP that oneDNN calls, on our team. The program's definitions come before
// those of libgomp, for all libraries in the process: calls from others than oneDNN are passed on,
// since their regions may use what only libgomp has (loops, sections, tasks), and that knows its
// own teams alone.
#if defined(__linux__)
#define _GNU_SOURCE
#include "openmp.h"
#include "parallel.h"
#include "team.h"
#include <dlfcn.h>
#include <dnnl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>

#define ENTRY __attribute__((visibility("default"), used))
#define FROM_ONEDNN is_of_onednn((uintptr_t)__builtin_return_address(0))

typedef void (*region_body)(void *);
typedef void region_function(region_body, void *, unsigned, unsigned);

ENTRY void GOMP_parallel(region_body body, void *data, unsigned threads, unsigned flags);
ENTRY void GOMP_barrier(void);
ENTRY int omp_get_max_threads(void);
ENTRY int omp_get_num_threads(void);
ENTRY int omp_get_thread_num(void);
ENTRY int omp_in_parallel(void);

// Where oneDNN's code lies, and libgomp's functions; NULL where there is no such library.
static _Atomic uintptr_t onednn_begin, onednn_end;
static region_function *_Atomic other_parallel;
static void (*_Atomic other_barrier)(void);
static int (*_Atomic other_max_threads)(void);
static int (*_Atomic other_num_threads)(void);
static int (*_Atomic other_thread_num)(void);
static int (*_Atomic other_in_parallel)(void);
static void (*_Atomic other_set_num_threads)(int);
static _Atomic bool looked;

/// Of all objects of the process the one that has oneDNN's functions.
static int find_onednn(struct dl_phdr_info *object, size_t size, void *function) {
  (void)size;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    const uintptr_t begin = object->dlpi_addr + part->p_vaddr, end = begin + part->p_memsz;
    if (part->p_type != PT_LOAD || (uintptr_t)function < begin || (uintptr_t)function >= end)
      continue;
    atomic_store(&onednn_begin, begin);
    atomic_store(&onednn_end, end);
    return 1;
  }
  return 0;
}

static __attribute__((noinline)) void look_around(void) {
  dl_iterate_phdr(find_onednn, (void *)dnnl_version);
  other_parallel = (region_function *)dlsym(RTLD_NEXT, "GOMP_parallel");
  other_barrier = (void (*)(void))dlsym(RTLD_NEXT, "GOMP_barrier");
  other_max_threads = (int (*)(void))dlsym(RTLD_NEXT, "omp_get_max_threads");
  other_num_threads = (int (*)(void))dlsym(RTLD_NEXT, "omp_get_num_threads");
  other_thread_num = (int (*)(void))dlsym(RTLD_NEXT, "omp_get_thread_num");
  other_in_parallel = (int (*)(void))dlsym(RTLD_NEXT, "omp_in_parallel");
  other_set_num_threads = (void (*)(int))dlsym(RTLD_NEXT, "omp_set_num_threads");
  atomic_store_explicit(&looked, true, memory_order_release);
}

static inline void know(void) {
  if (!atomic_load_explicit(&looked, memory_order_acquire)) look_around();
}

static inline bool is_of_onednn(uintptr_t place) {
  know();
  return place >= atomic_load_explicit(&onednn_begin, memory_order_relaxed) &&
         place < atomic_load_explicit(&onednn_end, memory_order_relaxed);
}

bool apus_openmp_is_ours(void) {
  return dlsym(RTLD_DEFAULT, "GOMP_parallel") == (void *)GOMP_parallel;
}

bool apus_openmp_is_inside(void) {
  know();
  return other_in_parallel && other_in_parallel();
}

void apus_openmp_set_threads(int count) {
  know();
  if (other_set_num_threads) other_set_num_threads(count);
}

void GOMP_parallel(region_body body, void *data, unsigned threads, unsigned flags) {
  if (!FROM_ONEDNN && !apus_team_is_inside() && other_parallel)
    return other_parallel(body, data, threads, flags);
  if (apus_openmp_is_inside()) threads = 1;
  apus_team_run(threads ? (int)threads : apus_thread_count(), body, data);
}

void GOMP_barrier(void) {
  know();
  if (apus_team_width() || !other_barrier) return apus_team_barrier();
  other_barrier();
}

int omp_get_max_threads(void) {
  const bool ours = FROM_ONEDNN || apus_team_is_inside() || !other_max_threads;
  return ours ? apus_thread_count() : other_max_threads();
}

int omp_get_num_threads(void) {
  const int width = apus_team_width();
  if (width) return width;
  know();
  return other_num_threads ? other_num_threads() : 1;
}

int omp_get_thread_num(void) {
  if (apus_team_width()) return apus_team_index();
  know();
  return other_thread_num ? other_thread_num() : 0;
}

int omp_in_parallel(void) { return apus_team_is_inside() || apus_openmp_is_inside(); }
#endif
