// Convolutions through oneDNN, 2.x and 3.x: channels-last images, weights in the layout oneDNN prefers.
//
// Building a primitive costs up to milliseconds, so each lives on in a table. One primitive must not run on two threads
// at once (its arguments belong to it): a thread takes it out of the table, runs it, and puts it back. The table is
// bounded, for images whose size always changes.
#include "allocator.h"
#include "internal.h"
#include "parallel.h"
#include <dnnl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t md_reference;
#define REFERENCE(md) (md)
#else
typedef const dnnl_memory_desc_t *md_reference;
#define REFERENCE(md) (&(md))
#endif

typedef struct {
  apus_conv2d shape;
  int64_t kind, activation, bias, threads;
} key;

typedef struct {
  dnnl_memory_t memory;
  int argument;
} operand;

enum { IMAGE, FILTER, BIAS, RESULT, SCRATCH, OPERANDS };

typedef struct entry {
  struct entry *next;
  key key;
  dnnl_stream_t stream;
  dnnl_primitive_t primitive, reorder;  // reorder: between H,W,I,O and the primitive's own weights; NULL if the same
  operand operands[OPERANDS];           // FILTER: in the primitive's layout
  dnnl_memory_t hwio;
  size_t filter_bytes, scratch_bytes;
  uint64_t returned;  // when it was last put back, counted in such events
} entry;

enum { BUCKETS = 512, MOST_ENTRIES = 256 };
static entry *table[BUCKETS];
static int entries;       // in the table; those at work are not
static uint64_t returns;  // so far
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static dnnl_engine_t engine;

static unsigned bucket_of(const key *k) {
  uint64_t hash = 0;
  const int64_t *words = (const int64_t *)k;
  for (size_t i = 0; i < sizeof *k / sizeof *words; i++) hash = (hash ^ (uint64_t)words[i]) * 0x9E3779B97F4A7C15u;
  return (unsigned)(hash >> 55);
}

static int check(dnnl_status_t status, const char *what) {
  return status == dnnl_success ? 0 : apus_conv2d_fail("convolution: oneDNN cannot %s (status %d)", what, (int)status);
}
#define TRY(call, what) do { if (check(call, what)) return 1; } while (0)

static int describe(dnnl_memory_desc_t *md, int rank, const dnnl_dims_t sizes, dnnl_format_tag_t tag) {
#if DNNL_VERSION_MAJOR >= 3
  TRY(dnnl_memory_desc_create_with_tag(md, rank, sizes, dnnl_f32, tag), "describe a tensor");
#else
  TRY(dnnl_memory_desc_init_by_tag(md, rank, sizes, dnnl_f32, tag), "describe a tensor");
#endif
  return 0;
}

static int describe_strided(dnnl_memory_desc_t *md, int rank, const dnnl_dims_t sizes, const dnnl_dims_t strides) {
#if DNNL_VERSION_MAJOR >= 3
  TRY(dnnl_memory_desc_create_with_strides(md, rank, sizes, dnnl_f32, strides), "describe the filter");
#else
  TRY(dnnl_memory_desc_init_by_strides(md, rank, sizes, dnnl_f32, strides), "describe the filter");
#endif
  return 0;
}

static void forget(dnnl_memory_desc_t *md) {
#if DNNL_VERSION_MAJOR >= 3
  dnnl_memory_desc_destroy(*md);
#else
  (void)md;
#endif
}

static int make_attributes(apus_activation activation, dnnl_primitive_attr_t *attributes) {
  TRY(dnnl_primitive_attr_create(attributes), "make attributes");
  TRY(dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user), "set the scratchpad's mode");
  if (activation == APUS_ACTIVATION_NONE) return 0;
  dnnl_alg_kind_t algorithm = activation == APUS_ACTIVATION_RELU   ? dnnl_eltwise_relu
                              : activation == APUS_ACTIVATION_TANH ? dnnl_eltwise_tanh
                                                                   : dnnl_eltwise_logistic;
  dnnl_post_ops_t after;
  TRY(dnnl_post_ops_create(&after), "make a post-operation");
#if DNNL_VERSION_MAJOR >= 3
  dnnl_status_t status = dnnl_post_ops_append_eltwise(after, algorithm, 0, 0);
#else
  dnnl_status_t status = dnnl_post_ops_append_eltwise(after, 1, algorithm, 0, 0);
#endif
  if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(*attributes, after);
  dnnl_post_ops_destroy(after);
  return check(status, "append the activation");
}

typedef struct {
  dnnl_memory_desc_t image, filter, bias, result, hwio;
} descriptions;

static int describe_all(const apus_conv2d *c, int with_bias, descriptions *d) {
  int64_t g = c->groups, in = c->channels / g, out = c->filters / g;
  if (describe(&d->image, 4, (dnnl_dims_t){c->batch, c->channels, c->height, c->width}, dnnl_nhwc)) return 1;
  if (describe(&d->result, 4, (dnnl_dims_t){c->batch, c->filters, c->out_height, c->out_width}, dnnl_nhwc)) return 1;
  if (with_bias && describe(&d->bias, 1, (dnnl_dims_t){c->filters}, dnnl_a)) return 1;
  dnnl_dims_t sizes = {g, out, in, c->filter_height, c->filter_width};
  dnnl_dims_t strides = {out, 1, c->filters, c->filter_width * in * c->filters, in * c->filters};
  int skip = g == 1;  // without groups oneDNN wants no axis for them
  if (describe_strided(&d->hwio, 5 - skip, sizes + skip, strides + skip)) return 1;
  return describe(&d->filter, 5 - skip, sizes + skip, dnnl_format_tag_any);
}

/// The padding behind an axis that its last window needs: what oneDNN wants to see, whatever the caller's own says.
static int64_t padding_behind(int64_t size, int64_t filter, int64_t out, int64_t stride, int64_t before,
                              int64_t dilation) {
  int64_t padding = (out - 1) * stride + (filter - 1) * dilation + 1 - size - before;
  return padding < 0 ? 0 : padding;  // negative where the last window stops short of the end
}

/// The primitive's description; the two gradients need that of the forward pass as a hint.
static int make_description(conv_kind kind, const apus_conv2d *c, const descriptions *d, int with_bias,
                            dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *made) {
  dnnl_dims_t strides = {c->stride_height, c->stride_width};
  dnnl_dims_t dilations = {c->dilation_height - 1, c->dilation_width - 1};
  dnnl_dims_t before = {c->pad_top, c->pad_left};
  dnnl_dims_t after = {padding_behind(c->height, c->filter_height, c->out_height, c->stride_height, c->pad_top,
                                      c->dilation_height),
                       padding_behind(c->width, c->filter_width, c->out_width, c->stride_width, c->pad_left,
                                      c->dilation_width)};
  md_reference image = REFERENCE(d->image), filter = REFERENCE(d->filter), result = REFERENCE(d->result);
  md_reference bias = with_bias ? REFERENCE(d->bias) : NULL;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_status_t status =
      kind == CONV_FORWARD
          ? dnnl_convolution_forward_primitive_desc_create(made, engine, dnnl_forward_training, dnnl_convolution_direct,
                                                           image, filter, bias, result, strides, dilations, before,
                                                           after, attributes)
      : kind == CONV_INPUT_GRADIENT
          ? dnnl_convolution_backward_data_primitive_desc_create(made, engine, dnnl_convolution_direct, image, filter,
                                                                 result, strides, dilations, before, after, hint,
                                                                 attributes)
          : dnnl_convolution_backward_weights_primitive_desc_create(made, engine, dnnl_convolution_direct, image,
                                                                    filter, bias, result, strides, dilations, before,
                                                                    after, hint, attributes);
#else
  dnnl_convolution_desc_t operation;
  dnnl_status_t status =
      kind == CONV_FORWARD
          ? dnnl_dilated_convolution_forward_desc_init(&operation, dnnl_forward_training, dnnl_convolution_direct,
                                                       image, filter, bias, result, strides, dilations, before, after)
      : kind == CONV_INPUT_GRADIENT
          ? dnnl_dilated_convolution_backward_data_desc_init(&operation, dnnl_convolution_direct, image, filter,
                                                             result, strides, dilations, before, after)
          : dnnl_dilated_convolution_backward_weights_desc_init(&operation, dnnl_convolution_direct, image, filter,
                                                                bias, result, strides, dilations, before, after);
  if (status == dnnl_success) status = dnnl_primitive_desc_create(made, &operation, attributes, engine, hint);
#endif
  return check(status, "make this convolution");
}

static int make_operand(entry *e, int which, int argument, md_reference md) {
  e->operands[which].argument = argument;
  return check(dnnl_memory_create(&e->operands[which].memory, md, engine, DNNL_MEMORY_NONE), "make a memory object");
}

static int make_reorder(entry *e, md_reference from, md_reference to) {
  dnnl_primitive_attr_t attributes;
  if (make_attributes(APUS_ACTIVATION_NONE, &attributes)) return 1;
  dnnl_primitive_desc_t description = NULL;
  dnnl_status_t status = dnnl_reorder_primitive_desc_create(&description, from, engine, to, engine, attributes);
  if (status == dnnl_success) status = dnnl_primitive_create(&e->reorder, description);
  if (description) {
    size_t bytes = dnnl_memory_desc_get_size(dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0));
    if (bytes) status = dnnl_unimplemented;  // no reorder of plain weights asks for one
    dnnl_primitive_desc_destroy(description);
  }
  dnnl_primitive_attr_destroy(attributes);
  return check(status, "reorder the filter");
}

static int fill_entry(entry *e, const descriptions *d, dnnl_primitive_desc_t made) {
  conv_kind kind = (conv_kind)e->key.kind;
  int forward = kind == CONV_FORWARD, weights = kind == CONV_FILTER_GRADIENT;
  md_reference own = dnnl_primitive_desc_query_md(made, weights ? dnnl_query_diff_weights_md : dnnl_query_weights_md, 0);
  md_reference scratch = dnnl_primitive_desc_query_md(made, dnnl_query_scratchpad_md, 0);
  md_reference hwio = REFERENCE(d->hwio);
  e->filter_bytes = dnnl_memory_desc_get_size(own);
  e->scratch_bytes = dnnl_memory_desc_get_size(scratch);
  TRY(dnnl_primitive_create(&e->primitive, made), "compile this convolution");
  TRY(dnnl_stream_create(&e->stream, engine, dnnl_stream_default_flags), "make a stream");
  TRY(dnnl_memory_create(&e->hwio, hwio, engine, DNNL_MEMORY_NONE), "make a memory object");
  if (make_operand(e, IMAGE, kind == CONV_INPUT_GRADIENT ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC, REFERENCE(d->image)) ||
      make_operand(e, FILTER, weights ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, own) ||
      make_operand(e, RESULT, forward ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST, REFERENCE(d->result)) ||
      make_operand(e, SCRATCH, DNNL_ARG_SCRATCHPAD, scratch))
    return 1;
  if (e->key.bias && make_operand(e, BIAS, weights ? DNNL_ARG_DIFF_BIAS : DNNL_ARG_BIAS, REFERENCE(d->bias))) return 1;
  if (dnnl_memory_desc_equal(own, hwio)) return 0;
  return weights ? make_reorder(e, own, hwio) : make_reorder(e, hwio, own);
}

static int build(entry *e) {
  const apus_conv2d *c = &e->key.shape;
  int with_bias = e->key.bias != 0;
  descriptions d = {0};
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_primitive_desc_t hint = NULL, made = NULL;
  int failed = describe_all(c, with_bias, &d) || make_attributes((apus_activation)e->key.activation, &attributes);
  if (!failed && e->key.kind != CONV_FORWARD)
    failed = make_description(CONV_FORWARD, c, &d, with_bias, attributes, NULL, &hint);
  if (!failed) failed = make_description((conv_kind)e->key.kind, c, &d, with_bias, attributes, hint, &made);
  if (!failed) failed = fill_entry(e, &d, made);
  if (made) dnnl_primitive_desc_destroy(made);
  if (hint) dnnl_primitive_desc_destroy(hint);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  forget(&d.image), forget(&d.filter), forget(&d.bias), forget(&d.result), forget(&d.hwio);
  return failed;
}

static void destroy(entry *e) {
  for (int i = 0; i < OPERANDS; i++)
    if (e->operands[i].memory) dnnl_memory_destroy(e->operands[i].memory);
  if (e->hwio) dnnl_memory_destroy(e->hwio);
  if (e->reorder) dnnl_primitive_destroy(e->reorder);
  if (e->primitive) dnnl_primitive_destroy(e->primitive);
  if (e->stream) dnnl_stream_destroy(e->stream);
  free(e);
}

/// Takes the entry for `k` out of the table, or makes one.
static entry *take(const key *k, unsigned bucket) {
  pthread_mutex_lock(&lock);
  dnnl_status_t status = engine ? dnnl_success : dnnl_engine_create(&engine, dnnl_cpu, 0);
  entry **link = &table[bucket];
  while (*link && memcmp(&(*link)->key, k, sizeof *k)) link = &(*link)->next;
  entry *e = *link;
  if (e) *link = e->next, entries--;
  pthread_mutex_unlock(&lock);
  if (e || check(status, "make an engine")) return e;
  e = calloc(1, sizeof *e);
  if (!e) {
    apus_conv2d_fail("convolution: out of memory");
    return NULL;
  }
  e->key = *k;
  if (!build(e)) return e;
  destroy(e);
  return NULL;
}

/// Takes the entry out of the table that has lain there longest.
static entry *take_oldest(void) {
  entry **oldest = NULL;
  for (int bucket = 0; bucket < BUCKETS; bucket++)
    for (entry **link = &table[bucket]; *link; link = &(*link)->next)
      if (!oldest || (*link)->returned < (*oldest)->returned) oldest = link;
  entry *e = *oldest;
  *oldest = e->next;
  entries--;
  return e;
}

/// Puts an entry into the table; where there are too many, the one used least recently goes.
static void give_back(entry *e, unsigned bucket) {
  entry *dropped = NULL;
  pthread_mutex_lock(&lock);
  e->returned = ++returns;
  e->next = table[bucket];
  table[bucket] = e;
  if (++entries > MOST_ENTRIES) dropped = take_oldest();
  pthread_mutex_unlock(&lock);
  if (dropped) destroy(dropped);
}

static int execute(entry *e, float *image, float *filter, float *bias, float *result, char *scratch) {
  float *own = e->reorder ? (float *)(scratch + e->scratch_bytes) : filter;
  void *places[OPERANDS] = {image, own, bias, result, scratch};
  dnnl_exec_arg_t arguments[OPERANDS];
  int count = 0;
  for (int i = 0; i < OPERANDS; i++) {
    operand o = e->operands[i];
    if (!o.memory) continue;
    TRY(dnnl_memory_set_data_handle(o.memory, places[i]), "set an argument");
    arguments[count++] = (dnnl_exec_arg_t){o.argument, o.memory};
  }
  int gradient = e->key.kind == CONV_FILTER_GRADIENT;
  dnnl_memory_t hwio = e->hwio, inner = e->operands[FILTER].memory;
  dnnl_exec_arg_t reordering[] = {{DNNL_ARG_FROM, gradient ? inner : hwio}, {DNNL_ARG_TO, gradient ? hwio : inner}};
  TRY(dnnl_memory_set_data_handle(hwio, filter), "set an argument");
  if (e->reorder && !gradient) TRY(dnnl_primitive_execute(e->reorder, e->stream, 2, reordering), "reorder the filter");
  TRY(dnnl_primitive_execute(e->primitive, e->stream, count, arguments), "run this convolution");
  if (e->reorder && gradient) TRY(dnnl_primitive_execute(e->reorder, e->stream, 2, reordering), "reorder the filter");
  TRY(dnnl_stream_wait(e->stream), "finish this convolution");
  return 0;
}

int apus_conv2d_onednn(conv_kind kind, const apus_conv2d *c, apus_activation activation, float *image, float *filter,
                       float *bias, float *result) {
  key k = {*c, kind, activation, bias != NULL, apus_join_team()};
  unsigned bucket = bucket_of(&k);
  entry *e = take(&k, bucket);
  if (!e) return 1;
  size_t padded = (e->scratch_bytes + 63) / 64 * 64;
  e->scratch_bytes = padded;
  size_t bytes = padded + (e->reorder ? e->filter_bytes : 0);
  char *scratch = bytes ? apus_allocate_or_exit(bytes) : NULL;
  int failed = execute(e, image, filter, bias, result, scratch);
  apus_deallocate(scratch, bytes);
  give_back(e, bucket);
  return failed;
}
