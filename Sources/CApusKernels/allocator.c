// Free blocks lie in one list a size class. Small blocks lie in lists of each thread's own, so that
// they take no lock. Large ones, whose lock is nothing beside the work on them, lie in lists that
// all threads use: what one thread makes and another frees, as a loader's batches, is found again
// at once.
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "allocator.h"
#include "trap.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

// Classes: 64 bytes, then four steps to each doubling: 64, 80→128 … so that at most a quarter is
// wasted.
enum { SMALLEST_SHIFT = 6, STEPS = 4, CLASSES = (48 - SMALLEST_SHIFT) * STEPS + 1 };
// bytes of a block that a thread keeps to itself
static const size_t LARGEST_LOCAL = (size_t)64 << 10;
// bytes a thread keeps in one class before it shares
static const size_t LOCAL_LIMIT = (size_t)1 << 20;
static const size_t HUGE_PAGE = (size_t)2 << 20;

typedef struct block { struct block *next; } block;
typedef struct { block *first; size_t count; } list;

static list shared_lists[CLASSES];
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t thread_end;
static _Atomic int64_t system_calls, reserved, used;

static _Thread_local list local_lists[CLASSES];
static _Thread_local int registered;

static int class_of(size_t bytes) {
  if (bytes <= 64) return 0;
  int shift = 63 - __builtin_clzll(bytes - 1);  // 2^shift < bytes <= 2^(shift+1)
  size_t step = ((size_t)1 << shift) / STEPS;
  int within = (int)((bytes - ((size_t)1 << shift) + step - 1) / step);  // 1...STEPS
  return (shift - SMALLEST_SHIFT) * STEPS + within;
}

static size_t size_of(int class) {
  if (class == 0) return 64;
  int shift = (class - 1) / STEPS + SMALLEST_SHIFT, within = (class - 1) % STEPS + 1;
  size_t size = ((size_t)1 << shift) + within * (((size_t)1 << shift) / STEPS);
  return (size + 63) / 64 * 64;
}

static void push(list *l, block *b) { b->next = l->first; l->first = b; l->count++; }

static block *pop(list *l) {
  block *b = l->first;
  if (b) { l->first = b->next; l->count--; }
  return b;
}

static void share_all(void *at_thread_end) {
  // What the thread frees after this, in destructors that run later, has to bring it here again.
  if (at_thread_end) registered = 0;
  pthread_mutex_lock(&shared_lock);
  for (int c = 0; c < CLASSES; c++)
    for (block *b; (b = pop(&local_lists[c]));) push(&shared_lists[c], b);
  pthread_mutex_unlock(&shared_lock);
}

static void make_key(void) { pthread_key_create(&thread_end, share_all); }

static void register_thread(void) {
  registered = 1;
  pthread_once(&once, make_key);
  pthread_setspecific(thread_end, &registered);
}

static void *from_system(size_t size) {
  void *memory = NULL;
  size_t alignment = size >= 2 * HUGE_PAGE ? HUGE_PAGE : 64;
  if (posix_memalign(&memory, alignment, size)) return NULL;
#if defined(__linux__)
  if (alignment == HUGE_PAGE) madvise(memory, size / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#endif
  atomic_fetch_add_explicit(&system_calls, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&reserved, (int64_t)size, memory_order_relaxed);
  return memory;
}

size_t apus_block_size(size_t bytes) {
  return bytes > ((size_t)1 << 47) ? bytes : size_of(class_of(bytes));
}

void *apus_allocate(size_t bytes) {
  if (bytes > ((size_t)1 << 47)) return NULL;
  int class = class_of(bytes);
  size_t size = size_of(class);
  void *memory = size <= LARGEST_LOCAL ? pop(&local_lists[class]) : NULL;
  if (!memory) {
    pthread_mutex_lock(&shared_lock);
    memory = pop(&shared_lists[class]);
    pthread_mutex_unlock(&shared_lock);
  }
  if (!memory) memory = from_system(size);
  if (!memory) { apus_trim(); memory = from_system(size); }
  if (memory) atomic_fetch_add_explicit(&used, (int64_t)size, memory_order_relaxed);
  return memory;
}

void *apus_allocate_or_exit(size_t bytes) {
  void *memory = apus_allocate(bytes);
  if (!memory) {
    char line[80];
    snprintf(line, sizeof line, "Fatal error: out of memory: %zu bytes for a kernel's scratch",
             bytes);
    apus_trap(line);
  }
  return memory;
}

void apus_deallocate(void *memory, size_t bytes) {
  if (!memory) return;
  if (!registered) register_thread();
  int class = class_of(bytes);
  size_t size = size_of(class);
  atomic_fetch_sub_explicit(&used, (int64_t)size, memory_order_relaxed);
  list *l = &local_lists[class];
  if (size <= LARGEST_LOCAL && (l->count + 1) * size <= LOCAL_LIMIT) return push(l, memory);
  pthread_mutex_lock(&shared_lock);
  push(&shared_lists[class], memory);
  pthread_mutex_unlock(&shared_lock);
}

void apus_trim(void) {
  share_all(NULL);
  pthread_mutex_lock(&shared_lock);
  for (int c = 0; c < CLASSES; c++)
    for (block *b; (b = pop(&shared_lists[c]));) {
      free(b);
      atomic_fetch_sub_explicit(&reserved, (int64_t)size_of(c), memory_order_relaxed);
    }
  pthread_mutex_unlock(&shared_lock);
}

apus_memory_statistics apus_memory(void) {
  apus_memory_statistics s = {atomic_load(&system_calls), atomic_load(&reserved),
                              atomic_load(&used)};
  return s;
}
