import ApusCore
import Testing

@testable import ApusNN

/// The dense routines beside plain products, and the solver without a matrix beside the dense one.
@Suite struct LinearAlgebraTests {
  private func random(_ count: Int, seed: Int) -> [Double] {
    Tensor.randomNormal([count], dtype: .float64, generator: RandomGenerator(seed: UInt64(seed)))
      .doubles
  }

  /// MᵀM + I.
  private func positive(_ order: Int) -> [Double] {
    let m = Tensor(random(order * order, seed: order), shape: [order, order])
    return (matmul(m.transposed(), m) + .identity(order, dtype: .float64)).doubles
  }

  private func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    let a = Tensor(matrix, shape: [matrix.count / vector.count, vector.count])
    return matmul(a, Tensor(vector, shape: [vector.count, 1])).doubles
  }

  /// Orders on both sides of a panel's width, odd and even.
  @Test(arguments: [1, 2, 3, 7, 63, 64, 65, 66, 129, 200]) func choleskySolves(_ order: Int) throws
  {
    let matrix = positive(order)
    let wanted = random(order, seed: 1)
    let factor = try #require(Cholesky(matrix, order: order))
    expectClose(Tensor(factor.solve(product(matrix, wanted))), Tensor(wanted), 1e-8)
    let shifted = try #require(Cholesky(matrix, order: order, addingToDiagonal: 3))
    var right = product(matrix, wanted)
    right.add(3, times: wanted)
    expectClose(Tensor(shifted.solve(right)), Tensor(wanted), 1e-8)
  }

  @Test func choleskyRefusesWhatIsNotPositiveDefinite() {
    #expect(Cholesky([1, 2, 2, 1], order: 2) == nil)
    #expect(Cholesky([0], order: 1) == nil)
    #expect(Cholesky([.nan], order: 1) == nil)
    #expect(Cholesky([.infinity], order: 1) == nil)
    var matrix = positive(100)
    matrix[80 * 100 + 80] = -1
    #expect(Cholesky(matrix, order: 100) == nil)
  }

  @Test(arguments: [(1, 1), (5, 3), (4, 4), (20, 7), (33, 16)])
  func theFactorsOfQRFitTogether(_ rows: Int, _ columns: Int) {
    let matrix = random(rows * columns, seed: rows)
    let factors = PivotedQR(columns: matrix, rows: rows, columns: columns)
    let triangle = UpperTriangle(factors.upperTriangle, order: columns)
    // Qᵀ times a column of A is that column of R.
    for (place, column) in factors.order.enumerated() {
      let rotated = factors.transposedQ(
        times: Array(matrix[(column * rows)..<((column + 1) * rows)]))
      for row in 0..<columns { #expect(abs(rotated[row] - triangle[row, place]) < 1e-12) }
    }
    let diagonal = (0..<columns).map { abs(triangle[$0, $0]) }
    #expect(zip(diagonal, diagonal.dropFirst()).allSatisfy { $0 >= $1 - 1e-12 })
    #expect(factors.order.sorted() == Array(0..<columns))
    // R x = b and Rᵀ x = b.
    let x = random(columns, seed: 2)
    expectClose(
      Tensor(triangle.solve(triangle.product(with: x), rank: triangle.rank())), Tensor(x), 1e-9)
    expectClose(
      Tensor(triangle.solveTransposed(triangle.transposedProduct(with: x))), Tensor(x), 1e-9)
  }

  @Test func diagonalsAreEliminated() {
    let triangle = UpperTriangle(
      PivotedQR(columns: random(30, seed: 3), rows: 6, columns: 5).upperTriangle, order: 5)
    let (diagonal, b) = (random(5, seed: 4), random(5, seed: 5))
    let (s, c) = triangle.eliminating(diagonal: diagonal, b)
    // (RᵀR + D²) x = Rᵀ b.
    let x = s.solve(c, rank: 5)
    var left = triangle.transposedProduct(with: triangle.product(with: x))
    for index in 0..<5 { left[index] += diagonal[index] * diagonal[index] * x[index] }
    expectClose(Tensor(left), Tensor(triangle.transposedProduct(with: b)), 1e-11)
  }

  @Test func rankFallsWithDependentColumns() {
    let first = random(6, seed: 6)
    let second = random(6, seed: 7)
    let sum = first.adding(2, times: second)
    let factors = PivotedQR(columns: first + second + sum, rows: 6, columns: 3)
    #expect(UpperTriangle(factors.upperTriangle, order: 3).rank(tolerance: 1e-13) == 2)
  }

  @Test func normsDoNotOverflow() {
    #expect(abs([3e200, 4e200].norm / 5e200 - 1) < 1e-15)
    #expect(abs([3e-200, 4e-200].norm / 5e-200 - 1) < 1e-15)
    #expect([Double]().norm == 0 && [0.0, 0].norm == 0)
    #expect([1, Double.infinity].norm == .infinity)
    #expect([1, Double.nan].norm.isNaN && [1, Double.nan, 2].greatestMagnitude.isNaN)
    #expect([-3.0, 2].greatestMagnitude == 3)
  }

  @Test(arguments: [1, 2, 5, 12]) func conjugateGradientsNeedAsManyStepsAsUnknowns(
    _ order: Int
  ) throws {
    let matrix = positive(order)
    let a = Tensor(matrix, shape: [order, order])
    let b = random(order, seed: 8)
    let exact = try #require(Cholesky(matrix, order: order)).solve(b)
    let found = LinearConjugateGradient(relativeTolerance: 1e-11).solve(Tensor(b)) { v in
      matmul(a, v.reshaped(to: [order, 1])).reshaped(to: [order])
    }
    // Rounding takes a step or two more.
    #expect(found.stop == .residualTolerance && found.iterations <= order + 2)
    expectClose(found.x, Tensor(exact), 1e-8)
    #expect(found.residualNorm <= 1e-11 * b.norm)
    // With the inverse for a preconditioner, one step.
    let factor = try #require(Cholesky(matrix, order: order))
    let quick = LinearConjugateGradient(relativeTolerance: 1e-8).solve(
      Tensor(b), preconditioner: { Tensor(factor.solve($0.doubles)) }
    ) { v in matmul(a, v.reshaped(to: [order, 1])).reshaped(to: [order]) }
    #expect(quick.iterations == 1)
    // From the solution, none.
    let none = LinearConjugateGradient(relativeTolerance: 1e-6).solve(
      Tensor(b), from: Tensor(exact)
    ) { v in matmul(a, v.reshaped(to: [order, 1])).reshaped(to: [order]) }
    #expect(none.iterations == 0)
  }

  /// Newton's step without a Hessian, in any shape.
  @Test func conjugateGradientsTakeHessianVectorProducts() throws {
    let x = Tensor([0.4, -0.2, 0.7, 1.1] as [Double], shape: [2, 2])
    func loss(_ x: Tensor) -> Tensor { (exp(x) + x.squared).sum() + x.sum().squared }
    let slope = gradient(at: x, of: loss)
    let found = LinearConjugateGradient(relativeTolerance: 1e-12).solve(slope) { v in
      hessianVectorProduct(at: x, vector: v, of: loss)
    }
    let dense = hessian(at: x, of: loss).doubles
    let exact = try #require(Cholesky(dense, order: 4)).solve(slope.doubles)
    #expect(found.x.shape == [2, 2])
    expectClose(found.x.reshaped(to: [4]), Tensor(exact), 1e-10)
  }

  @Test func conjugateGradientsSayWhyTheyStop() {
    let b = Tensor([1.0, 2.0] as [Double])
    let solver = LinearConjugateGradient()
    #expect(solver.solve(b) { -$0 }.stop == .notPositiveDefinite)
    #expect(solver.solve(b, preconditioner: { -$0 }) { $0 }.stop == .notPositiveDefinite)
    #expect(solver.solve(b) { $0 * .nan }.stop == .notFinite)
    #expect(solver.solve(b * .infinity) { $0 }.stop == .notFinite)
    #expect(solver.solve(b * 0) { $0 }.iterations == 0)
    let scales = Tensor([1.0, 50.0] as [Double])
    let limited = LinearConjugateGradient(relativeTolerance: 0, maximumIterations: 1)
      .solve(b) { $0 * scales }
    #expect(limited.stop == .iterationLimit && limited.iterations == 1)
    let single = solver.solve(Tensor([1, 2] as [Float])) { $0 * 2 }
    #expect(single.x.floats == [0.5, 1])
  }
}
