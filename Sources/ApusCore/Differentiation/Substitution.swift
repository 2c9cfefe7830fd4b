/// Runs `body` while each of `parameters` has the value at its place in `values`, derivatives
/// included, and gives them back their own afterwards, also where it throws.
///
/// A model's loss so becomes a function of tensors, of which ``hessian(at:of:)`` and
/// ``jacobian(at:of:)`` can be taken:
///
/// ```swift
/// let curvature = hessian(at: layer.weight) { value in
///   withValues([value], of: [layer.$weight]) { loss(layer(x), y) }
/// }
/// ```
///
/// - Parameters:
///   - values: one for each parameter, of its type; traps otherwise.
public func withValues<R>(
  _ values: [Tensor], of parameters: [Parameter], _ body: () throws -> R
) rethrows -> R {
  require(
    values.count == parameters.count,
    "withValues: \(values.count) values for \(parameters.count) parameters")
  let before = parameters.map(\.wrappedValue)
  defer { for (parameter, value) in zip(parameters, before) { parameter.substitute(value) } }
  for (parameter, value) in zip(parameters, values) {
    require(
      parameter.type == value.type,
      """
      withValues: \(value.type) for a parameter of \
      \(parameter.type.map(\.description) ?? "no shape")
      """
    )
    parameter.substitute(value)
  }
  return try body()
}

extension Parameter {
  /// Takes on `value` with its place on the tape; an assignment would make a constant of it.
  fileprivate func substitute(_ value: Tensor) {
    wrappedValue = value
    node = value.node
  }
}
