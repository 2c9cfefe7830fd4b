/// out = op(a) · op(b) for each matrix of a batch, where op transposes the last two axes if its
/// flag is set.
package struct MatMul: Primitive {
  package static let name = "matmul"
  package var transposeA = false
  package var transposeB = false

  package var attributes: [String: Attribute] {
    ["transposeA": .flag(transposeA), "transposeB": .flag(transposeB)]
  }

  package func kept(for needs: InputSet) -> Kept {
    .factors(for: needs)
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let (a, b) = (inputs[0].shape, inputs[1].shape)
    let product = try Product(a, b, transposeA: transposeA, transposeB: transposeB)
    var shape = a
    shape[a.rank - 2] = product.m
    shape[a.rank - 1] = product.n
    return TensorType(shape, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b, dy) = (context.inputs[0], context.inputs[1], context.gradient)
    return [
      context.ifNeeded(0) {
        transposeA
          ? apply(MatMul(transposeA: transposeB, transposeB: true), [b, dy])
          : apply(MatMul(transposeA: false, transposeB: !transposeB), [dy, b])
      },
      context.ifNeeded(1) {
        transposeB
          ? apply(MatMul(transposeA: true, transposeB: transposeA), [dy, a])
          : apply(MatMul(transposeA: !transposeA, transposeB: false), [a, dy])
      },
    ]
  }

  /// The extents of a product of matrices, checked.
  struct Product {
    let batch: Int
    let m: Int
    let n: Int
    let k: Int

    init(_ a: Shape, _ b: Shape, transposeA: Bool, transposeB: Bool) throws(ShapeError) {
      let (ra, rb) = (a.rank, b.rank)
      m = a[transposeA ? ra - 1 : ra - 2]
      k = a[transposeA ? ra - 2 : ra - 1]
      n = b[transposeB ? rb - 2 : rb - 1]
      let inner = b[transposeB ? rb - 1 : rb - 2]
      try ensure(
        k == inner,
        """
        matmul: \(a)\(transposeA ? "ᵀ" : "") · \(b)\(transposeB ? "ᵀ" : ""): inner dimensions \(k) \
        and \(inner) differ
        """
      )
      batch = a.dropLast(2).reduce(1, *)
    }
  }
}

/// The matrix product of the last two axes, for every matrix of a batch: out[…, i, j] = Σₖ a[…, i,
/// k] b[…, k, j].
///
/// - Parameters:
///   - a: […, m, k], or […, k, m] with `transposeA`; at least two axes.
///   - b: […, k, n], or […, n, k] with `transposeB`; at least two axes. The leading axes broadcast.
/// - Returns: […, m, n]. Element types are promoted. Traps where the inner dimensions differ.
public func matmul(
  _ a: Tensor, _ b: Tensor, transposeA: Bool = false, transposeB: Bool = false
) -> Tensor {
  require(
    a.rank >= 2 && b.rank >= 2,
    "matmul: \(a.shape) · \(b.shape): each side needs at least two axes")
  let dtype = a.dtype.promoted(with: b.dtype)
  if dtype == .bfloat16 {
    return matmul(
      a.cast(to: .float32), b.cast(to: .float32), transposeA: transposeA, transposeB: transposeB
    ).cast(to: .bfloat16)
  }
  let (a, b) = (a.cast(to: dtype), b.cast(to: dtype))
  let primitive = MatMul(transposeA: transposeA, transposeB: transposeB)
  let leading = (a: Shape(a.shape.dropLast(2)), b: Shape(b.shape.dropLast(2)))
  if leading.a == leading.b { return apply(primitive, [a, b]) }
  if b.rank == 2, !transposeA {
    // One matrix for the whole batch: a single tall product.
    let rows = leading.a.elementCount * a.shape[a.rank - 2]
    let flat = apply(primitive, [a.reshaped(to: [rows, a.shape[a.rank - 1]]), b])
    return flat.reshaped(to: Shape(a.shape.dropLast() + [flat.shape[1]]))
  }
  guard let batch = leading.a.broadcast(with: leading.b) else {
    trap("matmul: \(a.shape) · \(b.shape): the leading axes do not broadcast")
  }
  return apply(
    primitive,
    [
      a.broadcast(to: Shape(batch + a.shape.suffix(2))),
      b.broadcast(to: Shape(batch + b.shape.suffix(2))),
    ])
}
