import Testing

@testable import ApusCore

@Suite struct JacobianTests {
  private let point = Tensor([0.5, -1.2, 2.0] as [Double])

  /// Two outputs of three inputs go by rows, six by columns; both against the derivatives on paper.
  @Test func matchesTheDerivativesOnPaper() {
    let x = point.doubles
    let few = jacobian(at: point) { x in
      Tensor.stacked([(x * x).sum(), x.product()], axis: 0)
    }
    #expect(few.shape == [2, 3])
    expectClose(
      few,
      Tensor([[2 * x[0], 2 * x[1], 2 * x[2]], [x[1] * x[2], x[0] * x[2], x[0] * x[1]]]))
    let many = jacobian(at: point) { x in
      Tensor.concatenated([x * x, 3 * x, x * x * x], axis: 0).reshaped(to: [3, 3])
    }
    #expect(many.shape == [3, 3, 3])
    var expected = [Double](repeating: 0, count: 27)
    for i in 0..<3 {
      expected[i * 3 + i] = 2 * x[i]
      expected[9 + i * 3 + i] = 3
      expected[18 + i * 3 + i] = 3 * x[i] * x[i]
    }
    expectClose(many, Tensor(expected, shape: [3, 3, 3]))
  }

  @Test func columnsAndRowsAgree() {
    let matrix = Tensor.randomNormal([9, 3], dtype: .float64, generator: RandomGenerator(seed: 1))
    func function(_ x: Tensor) -> Tensor { tanh(matmul(matrix, x.reshaped(to: [3, 1]))) }
    let whole = jacobian(at: point, of: function)
    #expect(whole.shape == [9, 1, 3])
    let slope = 1 - function(point).squared
    expectClose(whole.reshaped(to: [9, 3]), slope * matrix)
    let cotangent = Tensor.randomNormal(
      [9, 1], dtype: .float64, generator: RandomGenerator(seed: 2))
    expectClose(
      vectorJacobianProduct(at: point, cotangent: cotangent, of: function),
      (cotangent * slope * matrix).sum(axes: [0]))
    let (value, products) = vectorJacobianProduct(at: [point, matrix], cotangent: cotangent) {
      tanh(matmul($0[1], $0[0].reshaped(to: [3, 1])))
    }
    expectClose(value, function(point))
    expectClose(products[0], (cotangent * slope * matrix).sum(axes: [0]))
    expectClose(products[1], matmul(cotangent * slope, point.reshaped(to: [1, 3])))
    // The product is a function of the point and the cotangent, and differentiates in both.
    let check = checkGradients(at: [point, cotangent], order: 1) { inputs in
      vectorJacobianProduct(at: inputs[0], cotangent: inputs[1], of: function).squared.sum()
    }
    #expect(check.passes)
    let direction = Tensor([1.0, 2, -1] as [Double])
    expectClose(
      jacobianVectorProduct(at: point, direction: direction, of: function),
      slope * matmul(matrix, direction.reshaped(to: [3, 1])))
  }

  /// Rosenbrock's function: H = [[1200x² − 400y + 2, −400x], [−400x, 200]].
  @Test func hessianOfRosenbrock() {
    func rosenbrock(_ p: Tensor) -> Tensor {
      let x = p.sliced(axis: 0, from: 0, to: 1), y = p.sliced(axis: 0, from: 1, to: 2)
      return (100 * (y - x * x).squared + (1 - x).squared).sum()
    }
    let point = Tensor([-1.2, 1.0] as [Double])
    let curvature: Double = 1200 * 1.44 - 400 + 2
    let expected = Tensor([[curvature, 480.0], [480.0, 200.0]])
    expectClose(hessian(at: point, of: rosenbrock), expected)
    let vector = Tensor([0.3, -2.0] as [Double])
    expectClose(
      hessianVectorProduct(at: point, vector: vector, of: rosenbrock),
      matmul(expected, vector.reshaped(to: [2, 1])).reshaped(to: [2]))
  }

  @Test func jacobiansDifferentiate() {
    // J = diag(3x²), the sum of its squares is Σ 9x⁴, whose gradient is 36x³.
    let slope = gradient(at: point) { x in jacobian(at: x) { $0 * $0 * $0 }.squared.sum() }
    expectClose(slope, 36 * point * point * point)
  }

  @Test func shapesOfNothing() {
    #expect(jacobian(at: .zeros([0], dtype: .float64)) { $0 }.shape == [0, 0])
    #expect(hessian(at: .zeros([0], dtype: .float64)) { $0.sum() }.shape == [0, 0])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = jacobianVectorProduct(
        at: Tensor([1.0] as [Double]), direction: Tensor([1.0, 2] as [Double])
      ) { $0 }
    }
    await #expect(processExitsWith: .failure) {
      _ = hessianVectorProduct(at: Tensor([1.0] as [Double]), vector: Tensor([1.0, 2] as [Double]))
      { $0.sum() }
    }
  }
}

private func expectClose(
  _ found: Tensor, _ expected: Tensor, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == expected.shape, sourceLocation: sourceLocation)
  #expect(
    relativeError(found.doubles, expected.doubles) < 1e-12, sourceLocation: sourceLocation)
}
