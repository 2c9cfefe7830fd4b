// The table of primitives.
//
// Building a primitive costs up to milliseconds, so each lives on in a table. One primitive must
// not run on two threads at once (its arguments belong to it): a thread takes it out of the table,
// runs it, and puts it back. What oneDNN has no kernel for stays in the table as well, so that it
// is asked once. The table is bounded, for images whose size always changes.
#include "primitives.h"
#include "allocator.h"
#include "scratch_guard.h"
#include "../signals.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 512, MOST_ENTRIES = 256, GUARD = 0x5A };
static onednn_primitive *table[BUCKETS];
static int entries;       // in the table; those at work are not
static uint64_t returns;  // so far
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static dnnl_engine_t engine;

static unsigned bucket_of(const onednn_key *k) {
  uint64_t hash = 0;
  const int64_t *words = (const int64_t *)k;
  for (size_t i = 0; i < sizeof *k / sizeof *words; i++)
    hash = (hash ^ (uint64_t)words[i]) * 0x9E3779B97F4A7C15u;
  return (unsigned)(hash >> 55);
}

/// Leaves nothing but the key.
static void empty(onednn_primitive *p) {
  for (int i = 0; i < ONEDNN_OPERANDS; i++)
    if (p->operands[i].memory) dnnl_memory_destroy(p->operands[i].memory);
  if (p->plain) dnnl_memory_destroy(p->plain);
  if (p->reorder) dnnl_primitive_destroy(p->reorder);
  if (p->primitive) dnnl_primitive_destroy(p->primitive);
  if (p->stream) dnnl_stream_destroy(p->stream);
  *p = (onednn_primitive){.key = p->key};
}

/// Takes the entry for `k` out of the table; if the table lacks it, one that has its key alone. One
/// that is missing stays, and NULL is returned.
static onednn_primitive *take(const onednn_key *k, unsigned bucket) {
  pthread_mutex_lock(&lock);
  dnnl_status_t status = engine ? dnnl_success : dnnl_engine_create(&engine, dnnl_cpu, 0);
  onednn_primitive **link = &table[bucket];
  while (*link && memcmp(&(*link)->key, k, sizeof *k)) link = &(*link)->next;
  onednn_primitive *p = *link;
  const int missing = p && p->missing;
  if (missing) p->returned = ++returns;
  else if (p) *link = p->next, entries--;
  pthread_mutex_unlock(&lock);
  if (missing || status != dnnl_success) return NULL;
  if (p || !(p = calloc(1, sizeof *p))) return p;
  p->key = *k;
  return p;
}

/// Takes the entry out of the table that has lain there longest.
static onednn_primitive *take_oldest(void) {
  onednn_primitive **oldest = NULL;
  for (int bucket = 0; bucket < BUCKETS; bucket++)
    for (onednn_primitive **link = &table[bucket]; *link; link = &(*link)->next)
      if (!oldest || (*link)->returned < (*oldest)->returned) oldest = link;
  onednn_primitive *p = *oldest;
  *oldest = p->next;
  entries--;
  return p;
}

/// Puts an entry into the table; where there are too many, the one used least recently goes.
static void give_back(onednn_primitive *p, unsigned bucket) {
  onednn_primitive *dropped = NULL;
  pthread_mutex_lock(&lock);
  p->returned = ++returns;
  p->next = table[bucket];
  table[bucket] = p;
  if (++entries > MOST_ENTRIES) dropped = take_oldest();
  pthread_mutex_unlock(&lock);
  if (!dropped) return;
  empty(dropped);
  free(dropped);
}

static _Atomic size_t guard_bytes;
static _Atomic int64_t overruns;

void apus_guard_scratch(size_t bytes) { atomic_store(&guard_bytes, bytes / 64 * 64); }

int64_t apus_scratch_overruns(void) { return atomic_load(&overruns); }

/// Whether all bytes are still what `memset` made of them.
static int untouched(const char *guard, size_t bytes) {
  for (size_t i = 0; i < bytes; i++)
    if (guard[i] != GUARD) return 0;
  return 1;
}

static int execute(onednn_primitive *p, float *image, float *filter, float *bias, float *result,
                   char *scratch, size_t padded) {
  void *own = p->reorder ? (void *)(scratch + padded) : filter;
  void *places[ONEDNN_OPERANDS] = {image, own, bias, result, scratch};
  dnnl_exec_arg_t arguments[ONEDNN_OPERANDS];
  int count = 0;
  for (int i = 0; i < ONEDNN_OPERANDS; i++) {
    dnnl_memory_t memory = p->operands[i].memory;
    if (!memory) continue;
    TRY(dnnl_memory_set_data_handle(memory, places[i]));
    arguments[count++] = (dnnl_exec_arg_t){p->operands[i].argument, memory};
  }
  dnnl_memory_t inner = p->operands[FILTER].memory, from = p->writes_filter ? inner : p->plain;
  dnnl_exec_arg_t reordering[] = {{DNNL_ARG_FROM, from},
                                  {DNNL_ARG_TO, p->writes_filter ? p->plain : inner}};
  if (p->reorder) TRY(dnnl_memory_set_data_handle(p->plain, filter));
  if (p->reorder && !p->writes_filter)
    TRY(dnnl_primitive_execute(p->reorder, p->stream, 2, reordering));
  TRY(dnnl_primitive_execute(p->primitive, p->stream, count, arguments));
  if (p->reorder && p->writes_filter)
    TRY(dnnl_primitive_execute(p->reorder, p->stream, 2, reordering));
  TRY(dnnl_stream_wait(p->stream));
  return 0;
}

int apus_onednn_run(const onednn_key *k, int (*build)(onednn_primitive *), float *image,
                    float *filter, float *bias, float *result) {
  const unsigned bucket = bucket_of(k);
  onednn_primitive *p = take(k, bucket);
  if (!p) return 1;
  if (!p->primitive) {
    p->engine = engine;
    if (build(p)) empty(p), p->missing = 1;
  }
  int failed = p->missing;
  if (!failed) {
    // Scratch memory, its guard, the filter in the primitive's own layout, its guard.
    const size_t guard = atomic_load_explicit(&guard_bytes, memory_order_relaxed);
    const size_t padded = (p->scratch_bytes + 63) / 64 * 64 + guard;
    const size_t used = padded + (p->reorder ? p->filter_bytes : 0), bytes = used + guard;
    char *scratch = bytes ? apus_allocate_or_exit(bytes) : NULL;
    if (guard) memset(scratch + padded - guard, GUARD, guard), memset(scratch + used, GUARD, guard);
    const apus_signals before = apus_hold_signals();
    failed = execute(p, image, filter, bias, result, scratch, padded);
    apus_release_signals(before);
    if (guard && !(untouched(scratch + padded - guard, guard) && untouched(scratch + used, guard)))
      atomic_fetch_add(&overruns, 1);
    apus_deallocate(scratch, bytes);
  }
  give_back(p, bucket);
  return failed;
}
