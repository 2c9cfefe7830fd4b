// The kernels for one element type: included by normalization.c once with T float and once with T
// double.
#include "columns.h"
#include "planes.h"
#include "rows.h"
#include "groups.h"
