import ApusCore

/// Residuals r of tensors as a minimizer sees them: r(x) of one vector x, with its Jacobian, each
/// evaluation counted.
public final class Residuals {
  private let function: ([Tensor]) throws -> Tensor
  private let layout: ParameterVector
  /// The relative rounding of r and J.
  var rounding: Double { layout.rounding }
  /// What was computed so far.
  public private(set) var evaluations = EvaluationCounts()

  init(_ layout: ParameterVector, _ function: @escaping ([Tensor]) throws -> Tensor) {
    self.layout = layout
    self.function = function
  }

  /// r(x), row-major.
  public func values(at point: [Double]) throws -> [Double] {
    evaluations.function += 1
    return try withoutDerivatives { try function(layout.tensors(point)) }.doubles
  }

  /// Jᵀ r(x), the gradient of ½‖r‖², by one sweep. Not counted: a minimizer that needs it needs no
  /// Jacobian there.
  func gradient(at point: [Double]) throws -> [Double] {
    try ApusCore.gradient(at: Tensor(point)) { x in
      0.5 * (try function(layout.parts(of: x)).cast(to: .float64)).squared.sum()
    }.doubles
  }

  /// J[i, j] = ∂rᵢ/∂xⱼ **by columns**: element i of column j stands at j · rows + i.
  public func jacobian(at point: [Double]) throws -> [Double] {
    evaluations.gradient += 1
    let matrix = try ApusCore.jacobian(at: Tensor(point)) { x in
      let residuals = try function(layout.parts(of: x)).cast(to: .float64)
      return residuals.reshaped(to: [residuals.elementCount])
    }
    return matrix.transposed().doubles
  }
}
