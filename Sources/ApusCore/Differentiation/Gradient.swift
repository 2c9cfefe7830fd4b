/// The value of `function` at `points` and its gradient with respect to each.
///
/// Recording is confined to the call; calls nest, so derivatives of any order can be taken:
///
/// ```swift
/// let x = Tensor([3.0])
/// let second = gradient(at: x) { gradient(at: $0) { ($0 * $0 * $0).sum() }.sum() }  // 6x = 18
/// ```
///
/// - Parameters:
///   - points: floating-point tensors of any shapes.
///   - function: gives a floating-point scalar (one element); traps otherwise.
/// - Returns: the scalar, and one gradient a point, of the point's shape; zeros where the value
///   does not depend on it.
public func valueAndGradient(
  at points: [Tensor], of function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
  try valueAndCotangents(at: points, cotangent: nil, of: function)
}

/// The value of `function` at `points` and vᵀJ for each of them, v being `cotangent`: in one sweep,
/// without the sum that a gradient would need.
///
/// - Parameters:
///   - points: floating-point tensors of any shapes.
///   - cotangent: v, of the shape of the function's value; traps otherwise.
/// - Returns: the value, and a product a point, of the point's shape.
public func vectorJacobianProduct(
  at points: [Tensor], cotangent: Tensor, of function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, products: [Tensor]) {
  try valueAndCotangents(at: points, cotangent: cotangent, of: function)
}

/// The value and what flows back to `points` from `cotangent`; where that is nil, from the 1 of a
/// scalar.
private func valueAndCotangents(
  at points: [Tensor], cotangent: Tensor?, of function: ([Tensor]) throws -> Tensor
) rethrows -> (Tensor, [Tensor]) {
  try Tape.withLevel { tape, level in
    let start = tape.nodes.count
    let variables = points.map { point -> Tensor in
      require(point.dtype.isFloatingPoint, "gradient: \(point.type) is not floating point")
      return tape.variable(point, level: level)
    }
    let value = try function(variables)
    let gradients = tape.gradients(
      of: value, cotangent: cotangent, level: level, variables: start..<(start + points.count))
    return (
      value.withoutTracking(unlessNestedIn: level),
      zip(points, gradients).map { point, gradient in
        gradient ?? point.withoutDerivative.zerosLike
      }
    )
  }
}

/// The value of `function` and its gradient with respect to each parameter that it reads.
///
/// A training step by hand. Models that run within `function` are in training mode unless a mode is
/// set:
///
/// ```swift
/// let (value, gradients) = valueAndGradient(at: model.trainableParameters) {
///   loss(model(images), labels)
/// }
/// optimizer.update(model.trainableParameters, gradients)
/// ```
///
/// - Parameters:
///   - parameters: built parameters of any modules. Within `function` they are variables.
///   - function: gives a floating-point scalar (one element); traps otherwise.
/// - Returns: the scalar, and one gradient a parameter, in order; zeros where the value does not
///   depend on it.
public func valueAndGradient(
  at parameters: [Parameter], of function: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
  try Tape.withLevel { tape, level in
    let variables = tape.variables(parameters, level: level)
    defer { tape.leave(parameters, variables) }
    let value = try function()
    let gradients = tape.gradients(of: value, level: level, variables: variables.nodes)
    return (
      value.withoutTracking(unlessNestedIn: level),
      parameters.indices.map { gradients[$0] ?? parameters[$0].zeroGradient }
    )
  }
}

extension Parameter {
  /// The gradient of what does not depend on it.
  var zeroGradient: Tensor { wrappedValue.withoutDerivative.zerosLike }
}

extension Tape {
  /// Parameters as variables of a gradient call.
  struct ParameterVariables {
    let nodes: Range<Int>
    /// What an outer call had recorded them as; empty where they were constants.
    let outer: [NodeReference]
  }

  /// Makes parameters variables of a call at `level`, until ``leave(_:_:)``.
  func variables(_ parameters: [Parameter], level: Int) -> ParameterVariables {
    let start = nodes.count
    let areConstants = parameters.allSatisfy { $0.node == .none }
    let outer = areConstants ? [] : parameters.map(\.node)
    callsAtParameters += 1
    for parameter in parameters {
      parameter.node = variable(parameter.wrappedValue, level: level).node
    }
    return ParameterVariables(nodes: start..<nodes.count, outer: outer)
  }

  /// Ends what ``variables(_:level:)`` began.
  func leave(_ parameters: [Parameter], _ variables: ParameterVariables) {
    callsAtParameters -= 1
    for place in parameters.indices {
      parameters[place].node = variables.outer.isEmpty ? .none : variables.outer[place]
    }
  }
}

/// The value of `function` at `point` and its gradient there; see
/// ``valueAndGradient(at:of:)-([Tensor],_)``.
public func valueAndGradient(
  at point: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Tensor) {
  let (value, gradients) = try valueAndGradient(at: [point]) { try function($0[0]) }
  return (value, gradients[0])
}

/// The gradient of `function` at `point`; see ``valueAndGradient(at:of:)-([Tensor],_)``.
public func gradient(
  at point: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  try valueAndGradient(at: point, of: function).gradient
}

/// The gradients of `function` at `points`; see ``valueAndGradient(at:of:)-([Tensor],_)``.
public func gradient(
  at points: [Tensor], of function: ([Tensor]) throws -> Tensor
) rethrows -> [Tensor] {
  try valueAndGradient(at: points, of: function).gradients
}

extension Tape {
  func gradients(
    of value: Tensor, cotangent: Tensor? = nil, level: Int, variables: Range<Int>,
    further: [Int] = []
  ) -> [Tensor?] {
    if let cotangent {
      require(
        value.dtype.isFloatingPoint && value.type == cotangent.type,
        "vectorJacobianProduct: a cotangent of \(cotangent.type) for a value of \(value.type)")
    } else {
      require(
        value.dtype.isFloatingPoint && value.elementCount == 1,
        "gradient: the function gives \(value.type); it must give one floating-point number")
    }
    let cotangent = cotangent ?? value.withoutDerivative.onesLike
    // The outermost sweep is not itself differentiated, so nothing listens to it.
    return Recorder.with(level > 1 ? self : nil) {
      sweep(
        from: value, cotangent: cotangent, level: level, variables: variables, further: further)
    }
  }
}

extension Tensor {
  func withoutTracking(unlessNestedIn level: Int) -> Tensor {
    level > 1 ? self : withoutDerivative
  }
}
