import ApusCore

/// A function f of tensors as a minimizer sees it: of one vector x, with derivatives, each
/// evaluation counted.
public final class Objective {
  private let function: ([Tensor]) throws -> Tensor
  private let layout: ParameterVector
  /// What was computed so far.
  public private(set) var evaluations = EvaluationCounts()

  init(_ layout: ParameterVector, _ function: @escaping ([Tensor]) throws -> Tensor) {
    self.layout = layout
    self.function = function
  }

  /// f(x).
  public func value(at point: [Double]) throws -> Double {
    evaluations.function += 1
    return try scalar(withoutDerivatives { try function(layout.tensors(point)) })
  }

  /// f(x) and ∇f(x), counted as one of each.
  public func valueAndGradient(at point: [Double]) throws -> (value: Double, gradient: [Double]) {
    evaluations.function += 1
    let (value, gradient) = try derivative(at: point)
    return (value, gradient)
  }

  /// ∇f(x) where f(x) is known: the value that comes with it is not counted.
  public func gradient(at point: [Double]) throws -> [Double] { try derivative(at: point).gradient }

  /// ∇²f(x) row by row, as a symmetric matrix.
  ///
  /// It takes a Hessian-vector product for each element, as ``hessian(at:of:)`` does, but puts the
  /// rows into the matrix at once: they are never held twice.
  public func hessian(at point: [Double]) throws -> [Double] {
    evaluations.hessian += 1
    let count = point.count
    let flat = Tensor(point)
    var matrix = [Double](repeating: 0, count: count * count)
    var unit = [Double](repeating: 0, count: count)
    for row in 0..<count {
      unit[row] = 1
      let product = try hessianVectorProduct(at: flat, vector: Tensor(unit)) { x in
        try function(layout.parts(of: x)).cast(to: .float64)
      }
      unit[row] = 0
      product.withElements(of: Double.self) { elements in
        for column in 0..<count { matrix[row * count + column] = elements[column] }
      }
    }
    return matrix
  }

  private func derivative(at point: [Double]) throws -> (value: Double, gradient: [Double]) {
    evaluations.gradient += 1
    let (value, gradients) = try ApusCore.valueAndGradient(
      at: layout.tensors(point), of: function)
    return (try scalar(value), layout.elements(of: gradients))
  }

  private func scalar(_ value: Tensor) throws -> Double {
    require(
      value.elementCount == 1,
      "minimize: the function gives \(value.type); it must give one number")
    return value.item
  }
}
