import ApusCore

/// A layer some of whose parameters have constraints.
public protocol Constrained: Module {
  /// The parameters that have one, and theirs.
  var constrainedParameters: [(parameter: Parameter, constraint: Constraint)] { get }
}

/// The constraints of all layers in a model, applied after each update.
///
/// ```swift
/// let constraints = Constraints(of: model)
/// optimizer.update(parameters, gradients)
/// constraints.apply()
/// ```
public struct Constraints {
  private let layers: [any Constrained]

  /// Finds the layers of `module` that have constraints; itself may be one.
  public init(of module: any Module) {
    layers = ([module] + module.submodules).compactMap { $0 as? any Constrained }
      .filter { !$0.constrainedParameters.isEmpty }
  }

  /// Moves the weights that are not frozen to what their constraints allow.
  public func apply() {
    if layers.isEmpty { return }
    withoutDerivatives {
      for layer in layers {
        for (parameter, constraint) in layer.constrainedParameters {
          guard parameter.isTrainable else { continue }
          parameter.wrappedValue = constraint(parameter.wrappedValue)
        }
      }
    }
  }
}
