/// vᵀJ: the gradient of ⟨function(x), cotangent⟩ at `point`; see
/// ``vectorJacobianProduct(at:cotangent:of:)-([Tensor],_,_)``.
///
/// - Parameters:
///   - cotangent: v, of the shape of the function's value; traps otherwise.
/// - Returns: a tensor of the point's shape.
public func vectorJacobianProduct(
  at point: Tensor, cotangent: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  try vectorJacobianProduct(at: [point], cotangent: cotangent) { try function($0[0]) }.products[0]
}

/// J·u: how `function` changes where `point` moves along `direction`.
///
/// vᵀJ is linear in v, so its derivative with respect to v along u is J·u: two sweeps backwards
/// make one forwards.
///
/// - Parameters:
///   - direction: u, of the point's shape; traps otherwise.
/// - Returns: a tensor of the shape of the function's value.
/// - Source: Townsend 2017, "A new trick for calculating Jacobian vector products".
public func jacobianVectorProduct(
  at point: Tensor, direction: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  require(
    direction.shape == point.shape,
    "jacobianVectorProduct: a direction of \(direction.shape) at a point of \(point.shape)")
  let value = try withoutDerivatives { try function(point) }
  return try gradient(at: value.withoutDerivative.zerosLike) { cotangent in
    let pulled = try vectorJacobianProduct(at: point, cotangent: cotangent, of: function)
    return (pulled * direction).sum()
  }
}

/// J[i…, j…] = ∂function(x)[i…] / ∂x[j…] at `point`, shape: the value's shape and the point's one
/// after the other.
///
/// Computed by rows (one sweep for each element of the value) or by columns (two for each element
/// of the point), whichever are fewer. The result can be differentiated again.
///
/// ```swift
/// let j = jacobian(at: Tensor([1.0, 2.0])) { x in x * x }   // [[2, 0], [0, 4]]
/// ```
///
/// - Source: lectures S2-2, S2-3, catalogue A12.
public func jacobian(
  at point: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  let value = try withoutDerivatives { try function(point) }
  let (rows, columns) = (value.elementCount, point.elementCount)
  let shape = Shape(value.shape.array + point.shape.array)
  guard rows > 0, columns > 0 else { return .zeros(shape, dtype: value.dtype) }
  if rows <= 2 * columns {
    let lines = try (0..<rows).map { row in
      try gradient(at: point) { x in
        try function(x).reshaped(to: [rows]).sliced(axis: 0, from: row, to: row + 1).sum()
      }.reshaped(to: [columns])
    }
    return Tensor.stacked(lines, axis: 0).reshaped(to: shape)
  }
  let lines = try (0..<columns).map { column in
    try jacobianVectorProduct(at: point, direction: unit(column, like: point), of: function)
      .reshaped(to: [rows])
  }
  return Tensor.stacked(lines, axis: 1).reshaped(to: shape)
}

/// H·v with H the second derivatives of a scalar `function` at `point`: the gradient of ⟨∇function,
/// v⟩.
///
/// Two sweeps whatever the number of elements; H itself is never made.
///
/// - Parameters:
///   - vector: v, of the point's shape; traps otherwise.
///   - function: gives a floating-point scalar.
/// - Source: Pearlmutter 1994; catalogue A12.
public func hessianVectorProduct(
  at point: Tensor, vector: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  require(
    vector.shape == point.shape,
    "hessianVectorProduct: a vector of \(vector.shape) at a point of \(point.shape)")
  return try gradient(at: point) { x in (try gradient(at: x, of: function) * vector).sum() }
}

/// H[i…, j…] = ∂²function(x) / ∂x[i…]∂x[j…] of a scalar `function`, shape: the point's shape twice.
///
/// A product with a unit vector for each element of the point.
///
/// - Source: catalogue A12.
public func hessian(
  at point: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  let count = point.elementCount
  let shape = Shape(point.shape.array + point.shape.array)
  guard count > 0 else { return .zeros(shape, dtype: point.dtype) }
  let rows = try (0..<count).map { index in
    try hessianVectorProduct(at: point, vector: unit(index, like: point), of: function)
      .reshaped(to: [count])
  }
  return Tensor.stacked(rows, axis: 0).reshaped(to: shape)
}

/// 1 at one element, 0 elsewhere.
private func unit(_ index: Int, like point: Tensor) -> Tensor {
  Tensor([Int64(index)]).oneHot(depth: point.elementCount, dtype: point.dtype)
    .reshaped(to: point.shape)
}
