// Matrix products through oneDNN.
#include "parallel.h"
#include "primitives.h"

/// A batch of dense matrices, or one matrix without the axis for the batch.
static int describe_matrix(dnnl_memory_desc_t *md, int64_t batch, int64_t rows, int64_t columns, int64_t transposed,
                           dnnl_data_type_t type) {
  dnnl_dims_t sizes = {batch, rows, columns};
  dnnl_dims_t strides = {rows * columns, transposed ? 1 : columns, transposed ? rows : 1};
  const int skip = batch == 1;
  return apus_onednn_describe_strided(md, 3 - skip, sizes + skip, type, strides + skip);
}

typedef struct {
  dnnl_memory_desc_t a, b, bias, c;
} descriptions;

static int describe_all(const onednn_key *k, descriptions *d) {
  const onednn_product *p = &k->shape.product;
  const dnnl_data_type_t type = onednn_type(k->multiplied);
  dnnl_dims_t sizes = {1, 1, p->n}, strides = {p->n, p->n, 1};
  const int skip = p->batch == 1;
  return describe_matrix(&d->a, p->batch, p->m, p->k, p->trans_a, type) ||
         describe_matrix(&d->b, p->batch, p->k, p->n, p->trans_b, type) ||
         describe_matrix(&d->c, p->batch, p->m, p->n, 0, dnnl_f32) ||
         (k->bias && apus_onednn_describe_strided(&d->bias, 3 - skip, sizes + skip, dnnl_f32, strides + skip));
}

static int make_description(const onednn_primitive *p, const descriptions *d, dnnl_primitive_attr_t attributes,
                            dnnl_primitive_desc_t *made) {
  md_reference a = REFERENCE(d->a), b = REFERENCE(d->b), bias = p->key.bias ? REFERENCE(d->bias) : NULL;
  md_reference c = REFERENCE(d->c);
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_matmul_primitive_desc_create(made, p->engine, a, b, bias, c, attributes) != dnnl_success;
#else
  dnnl_matmul_desc_t operation;
  TRY(dnnl_matmul_desc_init(&operation, a, b, bias, c));
  return dnnl_primitive_desc_create(made, &operation, attributes, p->engine, NULL) != dnnl_success;
#endif
}

static int fill(onednn_primitive *p, const descriptions *d, dnnl_primitive_desc_t made) {
  return apus_onednn_make(p, made) || apus_onednn_operand(p, LEFT, DNNL_ARG_SRC, REFERENCE(d->a)) ||
         apus_onednn_operand(p, RIGHT, DNNL_ARG_WEIGHTS, REFERENCE(d->b)) ||
         apus_onednn_operand(p, RESULT, DNNL_ARG_DST, REFERENCE(d->c)) ||
         (p->key.bias && apus_onednn_operand(p, BIAS, DNNL_ARG_BIAS, REFERENCE(d->bias)));
}

static int build(onednn_primitive *p) {
  descriptions d = {0};
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_primitive_desc_t made = NULL;
  const int failed = describe_all(&p->key, &d) ||
                     apus_onednn_attributes((apus_activation)p->key.activation, &attributes) ||
                     make_description(p, &d, attributes, &made) || fill(p, &d, made);
  if (made) dnnl_primitive_desc_destroy(made);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  apus_onednn_forget(&d.a), apus_onednn_forget(&d.b), apus_onednn_forget(&d.bias), apus_onednn_forget(&d.c);
  return failed;
}

int apus_onednn_product(apus_element_type multiplied, const onednn_product *product, apus_activation activation,
                        void *a, void *b, float *bias, float *c) {
  onednn_key k = {.operation = ONEDNN_PRODUCT, .multiplied = multiplied, .activation = activation,
                  .bias = bias != NULL, .threads = apus_join_team()};
  k.shape.product = *product;
  return apus_onednn_run(&k, build, a, b, bias, c);
}
