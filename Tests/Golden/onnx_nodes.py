"""Node tests of the onnx package, for Tests/ApusInteropTests: the smallest ones of each operator
that Apus has.

    pip install onnx numpy ml_dtypes
    python onnx_nodes.py

Benchmarks/onnx-nodes.py runs all of them.
"""

import base64
import warnings

import numpy as np
import onnx
from onnx.backend.test.loader import load_model_tests

from golden import tensor, versions, write

OPERATORS = """
Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BatchNormalization CastLike
Ceil Celu Clip Concat Constant ConstantOfShape Conv ConvTranspose Cos Cosh CumSum DepthToSpace Div
Dropout Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor Gather GatherElements GatherND Gelu
Gemm GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual GroupNormalization HardSigmoid HardSwish
Hardmax Identity InstanceNormalization IsInf IsNaN LRN LayerNormalization LeakyRelu Less LessOrEqual
Log LogSoftmax LpNormalization LpPool MatMul Max MaxPool Mean MeanVarianceNormalization Min Mish Mod
Mul Neg NegativeLogLikelihoodLoss Not OneHot Or PRelu Pad Pow RMSNormalization Range Reciprocal
ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
ReduceSumSquare Relu Reshape Resize Round Selu Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax
SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Swish Tan Tanh
ThresholdedRelu Tile TopK Transpose Trilu Unsqueeze Upsample Where Xor
Attention CenterCropPad Compress CumProd DFT RoiAlign RotaryEmbedding Scatter ScatterElements
ScatterND SwiGLU
""".split()
# Forms of these operators that Apus refuses.
REFUSED = ["training", "with_argmax", "reduction_m", "nd_m", "mode_max"]
PER_OPERATOR = 2
MOST_BYTES = 1000
LARGEST = 16_000
WIDENED = {"int8": "int32", "uint16": "int32", "int16": "int32", "uint32": "int64",
    "uint64": "int64"}


def held(array):
    """The array as Apus holds it; None where it cannot, or a fixture cannot."""
    if not isinstance(array, (np.ndarray, np.generic)):
        return None
    array = np.asarray(array)
    array = array.astype(WIDENED.get(array.dtype.name, array.dtype))
    if array.dtype.name not in ("bool", "uint8", "int32", "int64", "float32", "float64"):
        return None
    return array if array.dtype.kind != "f" or np.all(np.isfinite(array)) else None


warnings.simplefilter("ignore")
found = {name: [] for name in OPERATORS}
for test in load_model_tests(kind="node"):
    nodes = test.model.graph.node
    if len(nodes) != 1 or nodes[0].op_type not in found or any(form in test.name
        for form in REFUSED) \
            or test.model.opset_import[0].version < 7:
        continue
    inputs, outputs = ([held(a) for a in arrays] for arrays in test.data_sets[0])
    if any(a is None for a in inputs + outputs):
        continue
    test.model.doc_string = ""
    case = {
        "name": test.name, "operator": nodes[0].op_type,
        "file": base64.b64encode(test.model.SerializeToString()).decode(),
        "inputs": {v.name: tensor(a) for v, a in zip(test.model.graph.input, inputs)},
        "outputs": {v.name: tensor(a) for v, a in zip(test.model.graph.output, outputs)},
    }
    found[nodes[0].op_type].append((len(str(case)), case))

cases = []
for name in OPERATORS:
    chosen = sorted(found[name], key=lambda entry: entry[0])[:PER_OPERATOR]
    cases += [case for place, (size, case) in enumerate(chosen)
        if size <= (LARGEST if place == 0 else MOST_BYTES)]
print("without a test:", [name for name in OPERATORS if not found[name]])
write("onnx_nodes.json", versions(onnx), "the onnx package's own node tests; rtol 1e-3, atol 1e-7",
    cases)
