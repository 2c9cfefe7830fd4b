// Counts what malloc and its relatives hand out by taking their place; they go on to glibc's own.
#define _GNU_SOURCE
#include "memory_watch.h"
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

void memory_watch_limit(int seconds) {
  struct itimerval limit = {.it_value = {.tv_sec = seconds}};
  setitimer(ITIMER_PROF, &limit, 0);
}

static int64_t resident_begun;

// A figure of /proc/self/status in bytes.
static int64_t status_of(const char *key) {
  FILE *file = fopen("/proc/self/status", "r");
  if (!file) return -1;
  char line[256];
  long long kilobytes = -1;
  while (fgets(line, sizeof line, file))
    if (!strncmp(line, key, strlen(key))) sscanf(line + strlen(key), "%lld", &kilobytes);
  fclose(file);
  return kilobytes < 0 ? -1 : 1024 * (int64_t)kilobytes;
}

void resident_watch_begin(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (file) {
    fputs("5", file);  // the most until now is forgotten
    fclose(file);
  }
  resident_begun = status_of("VmRSS:");
}

int64_t resident_watch_peak(void) {
  int64_t most = status_of("VmHWM:");
  return most < 0 || resident_begun < 0 ? -1 : most - resident_begun;
}

#if defined(__linux__) && defined(__GLIBC__)
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static _Atomic int64_t used, most, begun;

static void *taken(void *memory) {
  if (!memory) return memory;
  int64_t now = atomic_fetch_add(&used, (int64_t)malloc_usable_size(memory)) +
                (int64_t)malloc_usable_size(memory);
  int64_t before = atomic_load(&most);
  while (now > before && !atomic_compare_exchange_weak(&most, &before, now)) {
  }
  return memory;
}

static void given_back(void *memory) {
  if (memory) atomic_fetch_sub(&used, (int64_t)malloc_usable_size(memory));
}

void *malloc(size_t size) { return taken(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return taken(__libc_calloc(count, size)); }
void *memalign(size_t alignment, size_t size) { return taken(__libc_memalign(alignment, size)); }
void *aligned_alloc(size_t alignment, size_t size) {
  return taken(__libc_memalign(alignment, size));
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  *memory = taken(__libc_memalign(alignment, size));
  return *memory ? 0 : ENOMEM;
}

void *realloc(void *memory, size_t size) {
  int64_t before = memory ? (int64_t)malloc_usable_size(memory) : 0;
  void *result = __libc_realloc(memory, size);
  if (result || !size) atomic_fetch_sub(&used, before);
  return taken(result);
}

void free(void *memory) {
  given_back(memory);
  __libc_free(memory);
}

void memory_watch_begin(void) {
  atomic_store(&begun, atomic_load(&used));
  atomic_store(&most, atomic_load(&used));
}

int64_t memory_watch_peak(void) { return atomic_load(&most) - atomic_load(&begun); }
#else
void memory_watch_begin(void) {}
int64_t memory_watch_peak(void) { return -1; }
#endif
