// Tensors and derivatives: arithmetic, shapes, gradients of any order, and a check of them.
import Apus

let matrix = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
let row = Tensor([10, 20, 30] as [Float])
print("broadcast", (matrix + row).floats)
print("product", matmul(matrix, matrix.transposed()).shape)
print("means of columns", matrix.mean(axis: 0).floats)

// f(x) = x³, its slope 3x² and its curvature 6x, at 3.
let x = Tensor([3.0])
let slope = gradient(at: x) { ($0 * $0 * $0).sum() }
let curvature = gradient(at: x) { gradient(at: $0) { ($0 * $0 * $0).sum() }.sum() }
print("slope", slope.item, "curvature", curvature.item)

// The gradient of a function of two tensors.
let (value, gradients) = valueAndGradient(at: [matrix, row]) { inputs in
  softmax(inputs[0] * inputs[1], axis: 1)[0..., 0].sum()
}
print("value", value.item, "gradients", gradients.map(\.shape))
