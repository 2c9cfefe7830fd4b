import ApusCore

/// Goes from `start` to a minimum of `function`.
///
/// ```swift
/// let result = try minimize(from: Tensor([-1.2, 1.0]), method: BFGS()) { x in
///   let a = x[0], b = x[1]
///   return 100 * (b - a * a).squared + (1 - a).squared
/// }
/// print(result.point, result.stop)   // [1, 1]
/// ```
///
/// - Parameters:
///   - start: of float32 or float64 and any shape; traps otherwise. In float32 a gradient can
///     mostly not be brought below some 10⁻⁵ of its first size: the search then ends with
///     ``StopReason/lineSearchFailed``.
///   - method: ``LBFGS`` unless told: it stores no matrix.
///   - function: gives one floating-point number; traps otherwise.
/// - Throws: ``MinimizerError``, and what `function` throws.
/// - Source: catalogue A5; lecture S3, numerical optimization.
public func minimize(
  from start: Tensor, method: any Minimizer = LBFGS(), _ function: (Tensor) throws -> Tensor
) throws -> MinimizerResult {
  let layout = ParameterVector([start.type], of: "minimize")
  return try withoutActuallyEscaping(function) { function in
    let objective = Objective(layout) { try function($0[0]) }
    var result = try method.minimize(objective, from: layout.elements(of: [start]))
    result.point = layout.tensors(result.point.doubles)[0]
    return result
  }
}

/// Changes `parameters` to a minimum of `loss`, which is of the whole data set.
///
/// ```swift
/// let result = try minimize(over: model.trainableParameters, method: LBFGS(memory: 20)) {
///   meanSquaredError(model(inputs), targets)
/// }
/// ```
///
/// - Parameters:
///   - parameters: of built modules, float32 or float64. They have the result's values afterwards,
///     and their own where this throws.
///   - method: ``LBFGS`` unless told.
///   - loss: gives one floating-point number, always the same for the same parameters: no dropout.
/// - Throws: ``MinimizerError``, and what `loss` throws.
/// - Source: catalogue A5; lecture S3, numerical optimization.
@discardableResult
public func minimize(
  over parameters: [Parameter], method: any Minimizer = LBFGS(), _ loss: () throws -> Tensor
) throws -> MinimizerResult {
  try change(parameters, of: "minimize", loss) { layout, function, start in
    try method.minimize(Objective(layout, function), from: start)
  }
}

/// Goes from `start` to a minimum of ½‖r‖², r = `residuals`(x).
///
/// ```swift
/// let fit = try minimizeSquares(from: Tensor([1.0, 1.0])) { p in p[0] * exp(-p[1] * t) - y }
/// ```
///
/// - Parameters:
///   - start: of float32 or float64 and any shape; traps otherwise.
///   - method: ``LevenbergMarquardt`` unless told.
///   - residuals: gives floating-point numbers of any shape.
/// - Throws: ``MinimizerError``, and what `residuals` throws.
/// - Source: catalogue A5; lecture S3, Levenberg-Marquardt.
public func minimizeSquares(
  from start: Tensor, method: any ResidualMinimizer = LevenbergMarquardt(),
  _ residuals: (Tensor) throws -> Tensor
) throws -> MinimizerResult {
  let layout = ParameterVector([start.type], of: "minimizeSquares")
  return try withoutActuallyEscaping(residuals) { residuals in
    let function = Residuals(layout) { try residuals($0[0]) }
    var result = try method.minimize(function, from: layout.elements(of: [start]))
    result.point = layout.tensors(result.point.doubles)[0]
    return result
  }
}

/// Changes `parameters` to a minimum of ½‖r‖²: with r = prediction − target, of half the sum of
/// squared errors.
///
/// ```swift
/// try minimizeSquares(over: model.trainableParameters) { model(inputs) - targets }
/// ```
///
/// - Parameters:
///   - parameters: of built modules, float32 or float64. They have the result's values afterwards,
///     and their own where this throws.
///   - method: ``LevenbergMarquardt`` unless told.
///   - residuals: gives floating-point numbers of any shape, always the same for the same
///     parameters.
/// - Throws: ``MinimizerError``, and what `residuals` throws.
/// - Source: catalogue A5; lecture S3, Levenberg-Marquardt for classical networks.
@discardableResult
public func minimizeSquares(
  over parameters: [Parameter], method: any ResidualMinimizer = LevenbergMarquardt(),
  _ residuals: () throws -> Tensor
) throws -> MinimizerResult {
  try change(parameters, of: "minimizeSquares", residuals) { layout, function, start in
    try method.minimize(Residuals(layout, function), from: start)
  }
}

/// Runs a minimizer over `body` as a function of the parameters' values, and gives them the
/// result's.
private func change(
  _ parameters: [Parameter], of caller: String, _ body: () throws -> Tensor,
  _ minimize: (ParameterVector, @escaping ([Tensor]) throws -> Tensor, [Double]) throws ->
    MinimizerResult
) throws -> MinimizerResult {
  let values = parameters.map(\.wrappedValue)
  let layout = ParameterVector(values.map(\.type), of: caller)
  return try withoutActuallyEscaping(body) { body in
    let result = try minimize(
      layout, { try withValues($0, of: parameters, body) }, layout.elements(of: values))
    for (parameter, value) in zip(parameters, layout.tensors(result.point.doubles)) {
      parameter.wrappedValue = value
    }
    return result
  }
}
