// Primitives of oneDNN, 2.x and 3.x, that are made once and live on.
#pragma once
#include "operations.h"
#include <dnnl.h>

#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t md_reference;
#define REFERENCE(md) (md)
#else
typedef const dnnl_memory_desc_t *md_reference;
#define REFERENCE(md) (&(md))
#endif

/// Leaves the calling function with 1 if oneDNN refuses.
#define TRY(call) do { if ((call) != dnnl_success) return 1; } while (0)

/// Everything that a primitive depends on; all of it words, so that keys compare as bytes.
typedef struct {
  int64_t kind;  // a `conv_kind`
  int64_t bias, threads;
  apus_conv2d shape;
} onednn_key;

enum { IMAGE, FILTER, BIAS, RESULT, SCRATCH, ONEDNN_OPERANDS };

typedef struct onednn_primitive {
  struct onednn_primitive *next;
  onednn_key key;
  int missing;  // oneDNN has no kernel for this: the rest is empty
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_primitive_t primitive;
  struct {
    dnnl_memory_t memory;
    int argument;
  } operands[ONEDNN_OPERANDS];
  // between the caller's filter and the primitive's own layout of it; NULL if the same
  dnnl_primitive_t reorder;
  dnnl_memory_t plain;       // the caller's
  int writes_filter;         // which is a result
  size_t filter_bytes, scratch_bytes;
  uint64_t returned;  // when it was last put back, counted in such events
} onednn_primitive;

/// Runs the primitive of this key, which `build` makes the first time; not 0 if oneDNN has none.
int apus_onednn_run(const onednn_key *, int (*build)(onednn_primitive *), float *image,
                    float *filter, float *bias, float *result);

// For `build`. What has been made belongs to the primitive, even if the building fails.

int apus_onednn_describe(dnnl_memory_desc_t *, int rank, const dnnl_dims_t sizes,
                         dnnl_format_tag_t);
int apus_onednn_describe_strided(dnnl_memory_desc_t *, int rank, const dnnl_dims_t sizes,
                                 const dnnl_dims_t strides);
void apus_onednn_forget(dnnl_memory_desc_t *);

/// Scratch memory comes from the caller, and nothing is computed in less than float32.
int apus_onednn_attributes(dnnl_primitive_attr_t *);

int apus_onednn_operand(onednn_primitive *, int which, int argument, md_reference);

/// Makes the primitive and its scratch memory, unless oneDNN offers nothing but its plain loops.
int apus_onednn_make(onednn_primitive *, dnnl_primitive_desc_t);
