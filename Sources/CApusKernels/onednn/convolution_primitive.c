// Convolutions through oneDNN: channels-last images, filters in the layout oneDNN prefers.
#include "parallel.h"
#include "primitives.h"

typedef struct {
  dnnl_memory_desc_t image, filter, bias, result, hwio;
} descriptions;

static int describe_all(const onednn_key *k, descriptions *d) {
  const apus_conv2d *c = &k->shape;
  int64_t g = c->groups, in = c->channels / g, out = c->filters / g;
  dnnl_dims_t images = {c->batch, c->channels, c->height, c->width};
  dnnl_dims_t results = {c->batch, c->filters, c->out_height, c->out_width};
  dnnl_dims_t sizes = {g, out, in, c->filter_height, c->filter_width};
  dnnl_dims_t strides = {out, 1, c->filters, c->filter_width * in * c->filters, in * c->filters};
  int skip = g == 1;  // without groups oneDNN wants no axis for them
  return apus_onednn_describe(&d->image, 4, images, dnnl_nhwc) ||
         apus_onednn_describe(&d->result, 4, results, dnnl_nhwc) ||
         (k->bias && apus_onednn_describe(&d->bias, 1, (dnnl_dims_t){c->filters}, dnnl_a)) ||
         apus_onednn_describe_strided(&d->hwio, 5 - skip, sizes + skip, strides + skip) ||
         apus_onednn_describe(&d->filter, 5 - skip, sizes + skip, dnnl_format_tag_any);
}

/// The padding after an axis that its last window needs: what oneDNN wants to see, whatever the
/// caller's own says.
static int64_t padding_behind(int64_t size, int64_t filter, int64_t out, int64_t stride,
                              int64_t before, int64_t dilation) {
  int64_t padding = (out - 1) * stride + (filter - 1) * dilation + 1 - size - before;
  return padding < 0 ? 0 : padding;  // negative where the last window stops short of the end
}

/// The primitive's description; the two gradients need that of the forward pass as a hint.
static int make_description(const onednn_primitive *p, conv_kind kind, const descriptions *d,
                            dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t hint,
                            dnnl_primitive_desc_t *made) {
  const apus_conv2d *c = &p->key.shape;
  dnnl_engine_t engine = p->engine;
  dnnl_dims_t strides = {c->stride_height, c->stride_width};
  dnnl_dims_t dilations = {c->dilation_height - 1, c->dilation_width - 1};
  dnnl_dims_t before = {c->pad_top, c->pad_left};
  dnnl_dims_t after = {padding_behind(c->height, c->filter_height, c->out_height, c->stride_height,
                                      c->pad_top, c->dilation_height),
                       padding_behind(c->width, c->filter_width, c->out_width, c->stride_width,
                                      c->pad_left, c->dilation_width)};
  md_reference image = REFERENCE(d->image), filter = REFERENCE(d->filter),
               result = REFERENCE(d->result);
  md_reference bias = p->key.bias ? REFERENCE(d->bias) : NULL;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_status_t status =
      kind == CONV_FORWARD
          ? dnnl_convolution_forward_primitive_desc_create(
                made, engine, dnnl_forward_training, dnnl_convolution_direct, image, filter, bias,
                result, strides, dilations, before, after, attributes)
      : kind == CONV_INPUT_GRADIENT
          ? dnnl_convolution_backward_data_primitive_desc_create(
                made, engine, dnnl_convolution_direct, image, filter, result, strides, dilations,
                before, after, hint, attributes)
          : dnnl_convolution_backward_weights_primitive_desc_create(
                made, engine, dnnl_convolution_direct, image, filter, bias, result, strides,
                dilations, before, after, hint, attributes);
#else
  dnnl_convolution_desc_t operation;
  dnnl_status_t status =
      kind == CONV_FORWARD ? dnnl_dilated_convolution_forward_desc_init(
                                 &operation, dnnl_forward_training, dnnl_convolution_direct, image,
                                 filter, bias, result, strides, dilations, before, after)
      : kind == CONV_INPUT_GRADIENT
          ? dnnl_dilated_convolution_backward_data_desc_init(&operation, dnnl_convolution_direct,
                                                             image, filter, result, strides,
                                                             dilations, before, after)
          : dnnl_dilated_convolution_backward_weights_desc_init(&operation, dnnl_convolution_direct,
                                                                image, filter, bias, result,
                                                                strides, dilations, before, after);
  if (status == dnnl_success)
    status = dnnl_primitive_desc_create(made, &operation, attributes, engine, hint);
#endif
  return status != dnnl_success;
}

static int make_reorder(onednn_primitive *p, md_reference from, md_reference to) {
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_primitive_desc_t description = NULL;
  dnnl_status_t status = dnnl_unimplemented;
  if (!apus_onednn_attributes(&attributes))
    status = dnnl_reorder_primitive_desc_create(&description, from, p->engine, to, p->engine,
                                                attributes);
  if (status == dnnl_success) status = dnnl_primitive_create(&p->reorder, description);
  if (description) {
    size_t bytes = dnnl_memory_desc_get_size(
        dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0));
    if (bytes) status = dnnl_unimplemented;  // no reorder of plain weights asks for one
    dnnl_primitive_desc_destroy(description);
  }
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  return status != dnnl_success;
}

static int fill(onednn_primitive *p, const descriptions *d, dnnl_primitive_desc_t made) {
  const int image = p->key.kind == CONV_INPUT_GRADIENT ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC;
  const int result = p->key.kind == CONV_FORWARD ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST;
  const int weights = p->key.kind == CONV_FILTER_GRADIENT;
  const dnnl_query_t filter = weights ? dnnl_query_diff_weights_md : dnnl_query_weights_md;
  md_reference own = dnnl_primitive_desc_query_md(made, filter, 0);
  md_reference hwio = REFERENCE(d->hwio);
  p->filter_bytes = dnnl_memory_desc_get_size(own);
  p->writes_filter = weights;
  if (apus_onednn_make(p, made) || apus_onednn_operand(p, IMAGE, image, REFERENCE(d->image)) ||
      apus_onednn_operand(p, FILTER, weights ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, own) ||
      apus_onednn_operand(p, RESULT, result, REFERENCE(d->result)))
    return 1;
  if (p->key.bias && apus_onednn_operand(p, BIAS, weights ? DNNL_ARG_DIFF_BIAS : DNNL_ARG_BIAS,
                                         REFERENCE(d->bias)))
    return 1;
  if (dnnl_memory_desc_equal(own, hwio)) return 0;
  TRY(dnnl_memory_create(&p->plain, hwio, p->engine, DNNL_MEMORY_NONE));
  return weights ? make_reorder(p, own, hwio) : make_reorder(p, hwio, own);
}

static void forget(descriptions *d) {
  apus_onednn_forget(&d->image), apus_onednn_forget(&d->filter), apus_onednn_forget(&d->bias);
  apus_onednn_forget(&d->result), apus_onednn_forget(&d->hwio);
}

static int build(onednn_primitive *p) {
  const conv_kind kind = (conv_kind)p->key.kind;
  descriptions d = {0};
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_primitive_desc_t hint = NULL, made = NULL;
  int failed = describe_all(&p->key, &d) || apus_onednn_attributes(&attributes);
  if (!failed && kind != CONV_FORWARD)
    failed = make_description(p, CONV_FORWARD, &d, attributes, NULL, &hint);
  failed = failed || make_description(p, kind, &d, attributes, hint, &made) || fill(p, &d, made);
  if (made) dnnl_primitive_desc_destroy(made);
  if (hint) dnnl_primitive_desc_destroy(hint);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  forget(&d);
  return failed;
}

int apus_onednn_convolution(conv_kind kind, const apus_conv2d *c, float *image, float *filter,
                            float *bias, float *result) {
  onednn_key k = {.kind = kind, .bias = bias != NULL, .threads = apus_join_team(), .shape = *c};
  return apus_onednn_run(&k, build, image, filter, bias, result);
}
