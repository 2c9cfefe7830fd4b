/// The gradients of each example's value by itself: out[p][i, …] = ∂function(points, examples[i]) /
/// ∂points[p].
///
/// What a gradient of the batch adds up. `function` is called once for each example, in order, so
/// this costs as much as a batch of one for each; it is for clipping, for noise scales and for
/// influence, not for speed.
///
/// - Parameters:
///   - points: floating-point tensors.
///   - examples: at least one tensor; their outermost axes are the examples, equally many. Traps
///     otherwise.
///   - function: of the points and one example (without the examples' axis): a floating-point
///     scalar.
/// - Returns: for each point a tensor [examples, …point].
/// - Source: PyTorch `func.vmap(func.grad(f))`.
public func perExampleGradients(
  at points: [Tensor], over examples: [Tensor],
  of function: (_ points: [Tensor], _ example: [Tensor]) throws -> Tensor
) rethrows -> [Tensor] {
  let count = exampleCount(examples, in: "perExampleGradients")
  let gradients = try (0..<count).map { index in
    try gradient(at: points) { try function($0, examples.map { $0[index] }) }
  }
  return points.indices.map { position in
    guard count > 0 else {
      return .zeros(points[position].shape.inserting(0, at: 0), dtype: points[position].dtype)
    }
    return .stacked(gradients.map { $0[position] })
  }
}

/// The gradients of each example's value by itself with respect to parameters: of models, which
/// take batches.
///
/// ```swift
/// let gradients = perExampleGradients(at: model.trainableParameters, over: [images, labels]) {
///   loss(model($0[0]), $0[1])
/// }
/// ```
///
/// - Parameters:
///   - parameters: built parameters of any modules.
///   - examples: at least one tensor; their outermost axes are the examples, equally many. Traps
///     otherwise.
///   - function: of one example, as a batch of one (its outermost axis has extent 1): a
///     floating-point scalar.
/// - Returns: for each parameter a tensor [examples, …parameter].
public func perExampleGradients(
  at parameters: [Parameter], over examples: [Tensor],
  of function: (_ example: [Tensor]) throws -> Tensor
) rethrows -> [Tensor] {
  let count = exampleCount(examples, in: "perExampleGradients")
  let gradients = try (0..<count).map { index in
    try valueAndGradient(at: parameters) {
      try function(examples.map { $0.sliced(axis: 0, from: index, to: index + 1) })
    }.gradients
  }
  return parameters.enumerated().map { position, parameter in
    guard count > 0 else {
      let value = parameter.wrappedValue
      return .zeros(value.shape.inserting(0, at: 0), dtype: value.dtype)
    }
    return .stacked(gradients.map { $0[position] })
  }
}

/// `function` of each position along an axis, the results stacked along a new outermost axis.
///
/// ```swift
/// let lengths = vmap({ $0.norm() })(Tensor([[3.0, 4], [6, 8]]))   // [5, 10]
/// ```
///
/// `function` is called once for each position; differentiable. Functions of tensors that take
/// whole batches are faster.
///
/// - Parameters:
///   - function: of one position, without the axis; its results must be of one shape.
///   - axis: negative counts from the end. The function that is returned traps where the axis is
///     outside the shape or empty.
/// - Source: JAX `vmap`.
public func vmap(
  _ function: @escaping (Tensor) -> Tensor, axis: Int = 0
) -> (Tensor) -> Tensor {
  { x in
    let axis = x.shape.axis(axis, in: "vmap")
    require(x.shape[axis] > 0, "vmap: axis \(axis) of shape \(x.shape) is empty")
    return .stacked(
      (0..<x.shape[axis]).map { place in
        function(x.sliced(axis: axis, from: place, to: place + 1).squeezed(axis: axis))
      })
  }
}

/// `function` of each pair of positions along the outermost axes, the results stacked; see
/// ``vmap(_:axis:)``.
///
/// The function that is returned traps where the extents differ or are 0.
public func vmap(
  _ function: @escaping (Tensor, Tensor) -> Tensor
) -> (Tensor, Tensor) -> Tensor {
  { x, y in
    let count = exampleCount([x, y], in: "vmap")
    require(count > 0, "vmap: no positions")
    return .stacked((0..<count).map { function(x[$0], y[$0]) })
  }
}

/// The extent of the tensors' outermost axes.
private func exampleCount(_ examples: [Tensor], in operation: StaticString) -> Int {
  require(!examples.isEmpty, "\(operation): no tensors to go through")
  let counts = examples.map { $0.rank > 0 ? $0.shape[0] : -1 }
  require(
    counts.allSatisfy { $0 == counts[0] && $0 >= 0 },
    "\(operation): shapes \(examples.map(\.shape)) differ in their outermost axes")
  return counts[0]
}
