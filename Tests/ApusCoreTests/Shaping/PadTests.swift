import Testing

@testable import ApusCore

@Suite struct PadTests {
  static let modes: [PaddingMode] = [.constant(1), .edge, .reflect, .periodic]

  @Test(arguments: DType.allCases, modes) func everyTypeAndMode(dtype: DType, mode: PaddingMode) {
    let x = numbered([3, 2, 4], dtype)
    let source = ReferenceArray(x)
    for amounts in [
      [(1, 0), (0, 0), (0, 0)], [(0, 2), (1, 1), (0, 0)], [(1, 2), (0, 1), (3, 2)],
      [(0, 0), (0, 0), (2, 3)], [(0, 0), (7, 5), (0, 0)],
    ] {
      let shape = amounts.enumerated().map { source.shape[$0] + $1.0 + $1.1 }
      let expected = ReferenceArray(shape) { to in
        var from = [Int]()
        for (axis, position) in to.enumerated() {
          guard let at = mode.source(position - amounts[axis].0, extent: source.shape[axis]) else {
            return 1
          }
          from.append(at)
        }
        return source[from]
      }
      let y = x.padded(amounts.map { (before: $0.0, after: $0.1) }, mode: mode)
      #expect(y.dtype == dtype && expected.equals(y), "\(amounts)")
    }
  }

  @Test func modesAsNumPyHasThem() {
    let x = Tensor([1.0, 2, 3] as [Double])
    #expect(x.padded([(1, 2)], mode: .constant(-0.5)).doubles == [-0.5, 1, 2, 3, -0.5, -0.5])
    #expect(x.padded([(2, 2)], mode: .edge).doubles == [1, 1, 1, 2, 3, 3, 3])
    #expect(x.padded([(2, 6)], mode: .reflect).doubles == [3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1])
    #expect(x.padded([(4, 2)], mode: .periodic).doubles == [3, 1, 2, 3, 1, 2, 3, 1, 2])
    #expect(Tensor([7.0] as [Double]).padded([(2, 1)], mode: .reflect).doubles == [7, 7, 7, 7])
    #expect(numbered([2, 2]).padded(axis: -1, before: 1).doubles == [0, 0, 1, 0, 2, 3])
  }

  @Test func emptyAndScalar() {
    #expect(
      Tensor.zeros([0, 2]).padded([(1, 1), (0, 1)], mode: .constant(2)).floats == [
        2, 2, 2, 2, 2, 2,
      ])
    #expect(Tensor.zeros([0, 2]).padded([(0, 0), (1, 0)], mode: .edge).shape == [0, 3])
    #expect(Tensor(4.0 as Double).padded([]).item == 4)
    #expect(Tensor(4.0 as Double).expandingDimension(at: 0).padded([(0, 1)]).doubles == [4, 0])
  }

  @Test(arguments: modes) func gradients(mode: PaddingMode) {
    expectGradients(at: point([3, 2])) { x in
      let y = x.padded([(2, 3), (1, 0)], mode: mode)
      return y * y * y
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = numbered([2]).padded([]) }
    await #expect(processExitsWith: .failure) { _ = numbered([2]).padded([(-1, 0)]) }
    await #expect(processExitsWith: .failure) {
      _ = numbered([2], .uint8).padded([(1, 0)], mode: .constant(-1))
    }
    await #expect(processExitsWith: .failure) { _ = numbered([0]).padded([(1, 0)], mode: .edge) }
  }
}
