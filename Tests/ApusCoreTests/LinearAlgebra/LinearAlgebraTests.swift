import Testing

@testable import ApusCore

@Suite struct LinearAlgebraTests {
  private func check(
    _ kinds: [String], tolerance: Double = 1e-9,
    _ function: (GoldenCase, [Tensor]) -> [Tensor]
  ) throws {
    for golden in try GoldenCase.read("matrices", kinds: kinds) {
      golden.check(tolerance: tolerance) { function(golden, $0) }
    }
  }

  @Test func asInPyTorch() throws {
    try check(["solve"]) { [solve($1[0], $1[1])] }
    try check(["inverse"]) { [inverse($1[0])] }
    try check(["determinant"]) { [determinant($1[0])] }
    try check(["logDeterminant"]) { [logDeterminant($1[0]).logarithm] }
    try check(["cholesky"]) { golden, x in
      let unit = Tensor.identity(golden.integer("n"), dtype: .float64)
      return [cholesky(matmul(x[0], x[0], transposeB: true) + unit)]
    }
    try check(["qr"]) { _, x in
      let (q, r) = qr(x[0])
      return [q, r]
    }
  }

  @Test func spectraAsInPyTorch() throws {
    try check(["eigenvalues"]) { [eigh($1[0]).values] }
    try check(["eigenvectors"], tolerance: 1e-8) { [square(eigh($1[0]).vectors)] }
    try check(["singularValues"]) { [svd($1[0]).s] }
    try check(["singularVectors"], tolerance: 1e-8) { _, x in
      let (u, _, v) = svd(x[0])
      return [square(u), square(v)]
    }
  }

  private static func matrices(_ shape: Shape, seed: UInt64) -> Tensor {
    Tensor.randomNormal(shape, dtype: .float64, generator: RandomGenerator(seed: seed))
  }

  @Test func gradientsOfSolutions() {
    let a = Self.matrices([2, 3, 3], seed: 1), b = Self.matrices([2, 3, 2], seed: 2)
    expectGradients(at: [a, b]) { solve($0[0], $0[1]) }
    expectGradients(at: [a]) { inverse($0[0]) }
    expectGradients(at: [a]) { determinant($0[0]) }
    expectGradients(at: [a]) { logDeterminant($0[0]).logarithm }
    let right = Self.matrices([3], seed: 3), one = Self.matrices([3, 3], seed: 4)
    expectGradients(at: [one, right]) { solve($0[0], $0[1]) }
    for (upper, transposed) in [(false, false), (false, true), (true, false), (true, true)] {
      expectGradients(at: [a + Tensor.identity(3, dtype: .float64) * 3, b]) {
        solveTriangular($0[0], $0[1], upper: upper, transposed: transposed)
      }
    }
  }

  @Test func gradientsOfFactorizations() {
    let a = Self.matrices([2, 3, 3], seed: 5)
    let definite = matmul(a, a, transposeB: true) + Tensor.identity(3, dtype: .float64)
    expectGradients(at: [definite], tolerance: 1e-5) { cholesky($0[0]) }
    for shape in [[3, 3], [5, 3], [3, 4], [2, 4, 2]] as [Shape] {
      let x = Self.matrices(shape, seed: 6)
      expectGradients(at: [x], tolerance: 1e-5, "q \(shape)") { qr($0[0]).q }
      expectGradients(at: [x], tolerance: 1e-5, "r \(shape)") { qr($0[0]).r }
      expectGradients(at: [x], tolerance: 1e-5, "s \(shape)") { svd($0[0]).s }
      expectGradients(at: [x], tolerance: 1e-4, "u \(shape)") { svd($0[0]).u }
      expectGradients(at: [x], tolerance: 1e-4, "v \(shape)") { svd($0[0]).vTransposed }
      expectGradients(at: [x], tolerance: 1e-4, "all \(shape)") { x in
        let (u, s, v) = svd(x[0])
        return matmul(u * exp(-s).expandingDimension(at: -2), v)
      }
    }
    expectGradients(at: [a], tolerance: 1e-5) { eigh($0[0]).values }
    expectGradients(at: [a], tolerance: 1e-5) { eigh($0[0]).vectors }
  }

  private func near(_ a: Tensor, _ b: Tensor, _ tolerance: Double, _ what: Comment) {
    #expect(a.shape == b.shape, what)
    #expect(abs(a - b).max().item < tolerance, what)
  }

  @Test(arguments: [1, 2, 7, 40, 120]) func factorsMultiplyBack(_ n: Int) {
    let square = Self.matrices([n, n], seed: UInt64(n)), unit = Tensor.identity(n, dtype: .float64)
    near(matmul(square, inverse(square)), unit, 1e-8, "inverse")
    near(matmul(square, solve(square, unit)), unit, 1e-8, "solve")
    let symmetric = square.symmetrized
    let (values, vectors) = eigh(symmetric)
    near(
      matmul(vectors * values, vectors, transposeB: true), symmetric, 1e-11 * Double(n), "eigh")
    near(matmul(vectors, vectors, transposeA: true), unit, 1e-11, "vectors")
    #expect(values.doubles == values.doubles.sorted())
    for shape in [[n, n], [n + 5, n], [n, n + 5]] as [Shape] {
      let x = Self.matrices(shape, seed: 9)
      let (u, s, v) = svd(x)
      near(matmul(u * s, v), x, 1e-11 * Double(n), "svd")
      near(matmul(u, u, transposeA: true), unit, 1e-11, "u")
      near(matmul(v, v, transposeB: true), unit, 1e-11, "v")
      #expect(s.doubles == s.doubles.sorted(by: >) && s.min().item >= 0)
      let (q, r) = qr(x)
      near(matmul(q, r), x, 1e-11 * Double(n), "qr")
      near(matmul(q, q, transposeA: true), unit, 1e-11, "q")
      #expect((r.triu() .== r).all().item == 1 && r.diagonal().min().item >= 0)
    }
    let definite = matmul(square, square, transposeB: true) + unit
    let l = cholesky(definite)
    near(matmul(l, l, transposeB: true), definite, 1e-9, "cholesky")
    #expect((l.tril() .== l).all().item == 1)
    let (sign, logarithm) = logDeterminant(definite)
    #expect(sign.item == 1)
    near(logarithm, log(l.diagonal()).sum() * 2, 1e-9, "determinant")
  }

  @Test func singularMatricesGiveNoNumbers() {
    let singular = Tensor([[1.0, 2], [2, 4]] as [[Double]])
    #expect(inverse(singular).isNaN.all().item == 1)
    #expect(solve(singular, Tensor([1.0, 2])).isNaN.all().item == 1)
    #expect(determinant(singular).item == 0)
    #expect(logDeterminant(singular).sign.item == 0)
    #expect(logDeterminant(singular).logarithm.item == -.infinity)
    // One of a batch does no harm to the others.
    let batch = Tensor.stacked([singular, Tensor([[2.0, 0], [0, 4]] as [[Double]])])
    #expect(inverse(batch)[0].isNaN.all().item == 1)
    #expect(inverse(batch)[1].doubles == [0.5, 0, 0, 0.25])
    #expect(cholesky(Tensor([[1.0, 2], [2, 1]])).isNaN.all().item == 1)
    #expect(cholesky(batch)[1].isNaN.any().item == 0)
    #expect(solveTriangular(Tensor([[0.0, 0], [1, 1]]), Tensor([1.0, 1])).isNaN.all().item == 1)
    let broken = Tensor([[1.0, .nan], [2, 3]])
    #expect(svd(broken).s.isNaN.all().item == 1 && eigh(broken).values.isNaN.all().item == 1)
    #expect(qr(broken).q.isNaN.all().item == 1 && inverse(broken).isNaN.any().item == 1)
    #expect(determinant(broken).isNaN.item == 1)
  }

  @Test func deficientRanksHaveFactors() {
    let x = Tensor([[1.0, 2, 3], [2, 4, 6], [3, 6, 9], [0, 0, 0]] as [[Double]])
    let (u, s, v) = svd(x)
    near(matmul(u * s, v), x, 1e-13, "svd")
    let unit = Tensor.identity(3, dtype: .float64)
    near(matmul(u, u, transposeA: true), unit, 1e-12, "u")
    near(matmul(v, v, transposeB: true), unit, 1e-12, "v")
    #expect(s.doubles[1] < 1e-13)
    let nothing = svd(Tensor.zeros([3, 3], dtype: .float64))
    #expect(nothing.s.doubles == [0, 0, 0])
    near(matmul(nothing.u, nothing.u, transposeA: true), unit, 1e-15, "u of zeros")
    let same = eigh(unit)
    near(same.vectors, unit, 1e-15, "vectors of the unit matrix")
    // Values alone have gradients where they are equal, too.
    #expect(gradient(at: unit) { eigh($0).values.sum() }.doubles == unit.doubles)
    near(gradient(at: unit) { svd($0).s.sum() }, unit, 1e-14, "slope of singular values")
    let (q, r) = qr(x)
    near(matmul(q, r), x, 1e-13, "qr")
  }

  @Test func largeAndSmallNumbersKeepTheirDigits() {
    let x = Self.matrices([4, 4], seed: 11)
    for scale in [1e-200, 1e200] {
      let far = x * scale
      near(svd(far).s / scale, svd(x).s, 1e-12, "svd")
      near(eigh(far).values / scale, eigh(x).values, 1e-12, "eigh")
      near(qr(far).r / scale, qr(x).r, 1e-12, "qr")
      near(inverse(far) * scale, inverse(x), 1e-9, "inverse")
    }
    let places = Tensor.range(1, 9, dtype: .float64)
    let hilbert = reciprocal(places.expandingDimension(at: 1) + places - 1)
    #expect(abs(svd(hilbert).s.doubles[7] / 1.1115389663724283e-10 - 1) < 1e-5)
  }

  @Test func elementTypes() {
    let x = Tensor([[2.0, 1], [1, 3]])
    #expect(inverse(x).dtype == .float32 && solve(x, Tensor([1.0, 2])).type == TensorType([2]))
    #expect(relativeError(solve(x, Tensor([3.0, 5])).doubles, [0.8, 1.4]) < 1e-7)
    #expect(determinant(Tensor([[2, 1], [1, 3]])).type == TensorType([]))
    #expect(svd(x.cast(to: .bfloat16)).s.dtype == .bfloat16)
    #expect(gradient(at: x) { inverse($0).sum() }.dtype == .float32)
    #expect(inverse(Tensor.zeros([0, 3, 3])).shape == [0, 3, 3])
    #expect(determinant(Tensor.zeros([2, 0, 0])).doubles == [1, 1])
    #expect(svd(Tensor.zeros([3, 0])).u.shape == [3, 0])
    #expect(Device.with(.meta) { qr(Tensor.zeros([2, 5, 3])).r.shape } == [2, 3, 3])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = inverse(.zeros([2, 3])) }
    await #expect(processExitsWith: .failure) { _ = solve(.zeros([2, 2]), .zeros([3, 1])) }
    await #expect(processExitsWith: .failure) { _ = cholesky(.zeros([4])) }
    await #expect(processExitsWith: .failure) { _ = svd(.zeros([4])) }
    await #expect(processExitsWith: .failure) { _ = determinant(.zeros([1, 2])) }
  }
}
