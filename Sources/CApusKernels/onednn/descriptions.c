// The pieces that primitives are built from.
#include "primitives.h"
#include <string.h>

int apus_onednn_describe(dnnl_memory_desc_t *md, int rank, const dnnl_dims_t sizes,
                         dnnl_format_tag_t tag) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_memory_desc_create_with_tag(md, rank, sizes, dnnl_f32, tag) != dnnl_success;
#else
  return dnnl_memory_desc_init_by_tag(md, rank, sizes, dnnl_f32, tag) != dnnl_success;
#endif
}

int apus_onednn_describe_strided(dnnl_memory_desc_t *md, int rank, const dnnl_dims_t sizes,
                                 const dnnl_dims_t strides) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_memory_desc_create_with_strides(md, rank, sizes, dnnl_f32, strides) != dnnl_success;
#else
  return dnnl_memory_desc_init_by_strides(md, rank, sizes, dnnl_f32, strides) != dnnl_success;
#endif
}

void apus_onednn_forget(dnnl_memory_desc_t *md) {
#if DNNL_VERSION_MAJOR >= 3
  dnnl_memory_desc_destroy(*md);
#else
  (void)md;
#endif
}

int apus_onednn_attributes(dnnl_primitive_attr_t *attributes) {
  TRY(dnnl_primitive_attr_create(attributes));
  TRY(dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user));
  // Otherwise ONEDNN_DEFAULT_FPMATH_MODE may have float32 computed in bfloat16.
  TRY(dnnl_primitive_attr_set_fpmath_mode(*attributes, dnnl_fpmath_mode_strict));
  return 0;
}

int apus_onednn_operand(onednn_primitive *p, int which, int argument, md_reference md) {
  p->operands[which].argument = argument;
  return dnnl_memory_create(&p->operands[which].memory, md, p->engine, DNNL_MEMORY_NONE) !=
         dnnl_success;
}

int apus_onednn_make(onednn_primitive *p, dnnl_primitive_desc_t made) {
  const char *kernel = "";
  TRY(dnnl_primitive_desc_query(made, dnnl_query_impl_info_str, 0, &kernel));
  if (!strncmp(kernel, "ref", 3)) return 1;
  md_reference scratch = dnnl_primitive_desc_query_md(made, dnnl_query_scratchpad_md, 0);
  p->scratch_bytes = dnnl_memory_desc_get_size(scratch);
  TRY(dnnl_primitive_create(&p->primitive, made));
  TRY(dnnl_stream_create(&p->stream, p->engine, dnnl_stream_default_flags));
  return apus_onednn_operand(p, SCRATCH, DNNL_ARG_SCRATCHPAD, scratch);
}
