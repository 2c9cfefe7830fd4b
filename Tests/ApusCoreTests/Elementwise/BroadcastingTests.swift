import Testing

@testable import ApusCore

@Suite struct BroadcastingTests {
  /// The element of `tensor` that lies under `index` of `shape`.
  static func element(_ tensor: Tensor, _ values: [Double], at index: [Int]) -> Double {
    var offset = 0
    let missing = index.count - tensor.rank
    for axis in 0..<tensor.rank {
      let extent = tensor.shape[axis]
      offset = offset * extent + (extent == 1 ? 0 : index[missing + axis])
    }
    return values[offset]
  }

  static func indices(_ shape: Shape) -> [[Int]] {
    var result: [[Int]] = [[]]
    for extent in shape { result = result.flatMap { index in (0..<extent).map { index + [$0] } } }
    return result
  }

  static func numbers(_ shape: Shape, _ salt: Int) -> Tensor {
    let values = (0..<shape.elementCount).map { Double(($0 * 37 + salt * 11) % 101) / 16 - 3 }
    return Tensor(values, shape: shape)
  }

  static let pairs: [(Shape, Shape)] = [
    ([], []), ([], [3]), ([2, 3], []), ([2, 3], [3]), ([2, 1], [2, 3]), ([3, 1], [1, 4]),
    ([2, 1, 3], [4, 1]), ([5, 100], [100]), ([5, 100], [5, 1]), ([300, 7], [7]), ([7], [300, 7]),
    ([300, 7], [300, 1]), ([1], [1, 1, 1]), ([2, 3, 4, 5], [3, 1, 5]), ([2, 3, 1, 5], [1, 4, 1]),
    ([3000, 1], [1, 17]), ([2, 3, 200], [3, 1]), ([0, 3], [3]), ([1, 3], [0, 3]),
    ([40000, 3], [3]), ([1, 1], [40, 1000]), ([90], [400, 90]),
  ]

  @Test(arguments: pairs) func agreesWithLoops(_ a: Shape, _ b: Shape) {
    let x = Self.numbers(a, 1)
    let y = Self.numbers(b, 2)
    let sum = x - y * 2
    guard let shape = a.broadcast(with: b) else { return }
    #expect(sum.shape == shape)
    let (p, q) = (x.doubles, y.doubles)
    let expected = Self.indices(shape).map {
      Self.element(x, p, at: $0) - 2 * Self.element(y, q, at: $0)
    }
    #expect(sum.doubles == expected)
    let narrow = x.cast(to: .float32) - (y * 2).cast(to: .float32)
    #expect(narrow.doubles == expected)
    #expect((x.cast(to: .bfloat16) .< y.cast(to: .bfloat16)).doubles == (x .< y).doubles)
    #expect(
      x.broadcast(to: shape).doubles == Self.indices(shape).map { Self.element(x, p, at: $0) })
    let picked = select(x .< y, x, y)
    #expect(picked.doubles == minimum(x, y).doubles)
  }

  @Test(arguments: pairs.filter { $0.0.elementCount * $0.1.elementCount < 3000 })
  func gradientsAreReduced(_ a: Shape, _ b: Shape) {
    if a.elementCount * b.elementCount == 0 { return }
    let points = [Self.numbers(a, 1), Self.numbers(b, 2)]
    if a.elementCount + b.elementCount > 40 { return }
    expectGradients(at: points) { $0[0] * $0[1] + $0[0] - $0[1] * $0[1] }
  }

  @Test func expansionAndReductionAreAdjoint() {
    let x = Self.numbers([3, 1, 2], 5)
    expectGradients(at: [x]) { square($0[0].broadcast(to: [4, 3, 2, 2])) }
    expectGradients(at: [Self.numbers([4, 3, 2, 2], 3)]) { square($0[0].reduced(to: [3, 1, 2])) }
    let wide = x.broadcast(to: [4, 3, 2, 2])
    #expect(wide.reduced(to: [3, 1, 2]).doubles == x.doubles.map { $0 * 8 })
  }
}
