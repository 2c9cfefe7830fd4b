import Foundation
import Testing

@testable import ApusCore

@Suite struct ReductionTests {
  private let generator = RandomGenerator(seed: 71)
  private let shapes: [Shape] = [
    [], [7], [70], [3, 4], [2, 3, 4], [2, 1, 5, 3], [3, 2, 70], [2, 100],
  ]

  /// Each output element's inputs, in order, for a reduction of `shape` over `axes`.
  private func groups(_ shape: Shape, _ axes: [Int]) -> [[Int]] {
    let kept = shape.indices.filter { !axes.contains($0) }
    let strides = shape.strides
    var result: [Int: [Int]] = [:]
    for place in 0..<shape.elementCount {
      var key = 0
      for axis in kept { key = key * shape[axis] + place / strides[axis] % shape[axis] }
      result[key, default: []].append(place)
    }
    return result.keys.sorted().map { result[$0] ?? [] }
  }

  private func subsets(_ rank: Int) -> [[Int]] {
    (0..<(1 << rank)).map { bits in (0..<rank).filter { bits >> $0 & 1 == 1 } }
  }

  private func check(
    _ x: Tensor, tolerance: Double = 0, _ reduce: (Tensor, [Int], Bool) -> Tensor,
    _ reference: ([Double]) -> Double
  ) {
    let elements = x.doubles
    for axes in subsets(x.rank) {
      let expected = groups(x.shape, axes).map { reference($0.map { elements[$0] }) }
      for keep in [false, true] {
        let found = reduce(x, axes, keep)
        #expect(
          found.shape.array
            == x.shape.indices.compactMap { axes.contains($0) ? (keep ? 1 : nil) : x.shape[$0] })
        for (a, b) in zip(found.doubles, expected) {
          #expect(abs(a - b) <= tolerance * Swift.max(1, abs(b)), "\(x.type) over \(axes)")
        }
      }
    }
  }

  @Test(arguments: DType.allCases) func matchLoops(_ dtype: DType) {
    for shape in shapes {
      let low = dtype == .uint8 || dtype == .bool ? 0.0 : -3
      let high = dtype == .bool ? 2.0 : 4
      let x = Tensor.randomUniform(
        shape, from: low, to: high, dtype: .float64, generator: generator
      )
      .cast(to: dtype.isFloatingPoint ? dtype : .int64).cast(to: dtype)
      check(x, { $0.max(axes: $1, keepDimensions: $2) }) { $0.max() ?? 0 }
      check(x, { $0.min(axes: $1, keepDimensions: $2) }) { $0.min() ?? 0 }
      check(x, { $0.any(axes: $1, keepDimensions: $2) }) { $0.contains { $0 != 0 } ? 1 : 0 }
      check(x, { $0.all(axes: $1, keepDimensions: $2) }) { $0.contains(0) ? 0 : 1 }
    }
  }

  @Test func productsMatchLoops() {
    for shape in shapes {
      let x = Tensor.randomUniform(shape, from: 0.9, to: 1.1, dtype: .float64, generator: generator)
      check(x, tolerance: 1e-13, { $0.product(axes: $1, keepDimensions: $2) }) {
        $0.reduce(1, *)
      }
      let single = x.cast(to: .float32)
      check(single, tolerance: 1e-5, { $0.product(axes: $1, keepDimensions: $2) }) {
        $0.reduce(1, *)
      }
    }
    #expect(Tensor([UInt8(20), 20]).product().array(of: Int64.self) == [400])
    #expect(Tensor([true, false]).product().item == 0)
    #expect(Tensor.zeros([0, 2]).product(axis: 0).floats == [1, 1])
    #expect(Tensor([Int32(3), -4]).product().array(of: Int32.self) == [-12])
    #expect(Tensor([Int32.max, Int32.max]).product().array(of: Int32.self) == [1])
    let long = (0..<80).map { Int64($0 * 2 + 3) }
    #expect(Tensor(long).product().array(of: Int64.self) == [long.reduce(1, &*)])
  }

  @Test func varianceAndDeviationMatchLoops() {
    for shape in shapes where shape.rank > 0 {
      let x = Tensor.randomNormal(shape, mean: 3, dtype: .float64, generator: generator)
      func spread(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      }
      check(x, tolerance: 1e-13, { $0.variance(axes: $1, keepDimensions: $2) }) {
        spread($0) / Double($0.count)
      }
      check(x, tolerance: 1e-13, { $0.standardDeviation(axes: $1, keepDimensions: $2) }) {
        (spread($0) / Double($0.count)).squareRoot()
      }
    }
    let x = Tensor([1.0, 2, 4] as [Double])
    #expect(abs(x.variance(unbiased: true).item - 7 / 3.0) < 1e-14)
    #expect(abs(x.standardDeviation(unbiased: true).item - (7 / 3.0).squareRoot()) < 1e-14)
  }

  @Test func logSumExpMatchesLoops() {
    for shape in shapes {
      let x = Tensor.randomNormal(
        shape, standardDeviation: 5, dtype: .float64, generator: generator)
      check(x, tolerance: 1e-13, { $0.logSumExp(axes: $1, keepDimensions: $2) }) {
        Foundation.log($0.map { Foundation.exp($0) }.reduce(0, +))
      }
    }
    let far = Tensor(
      [[1000, 999], [-1000, -1001], [-.infinity, -.infinity], [.infinity, 0]], dtype: .float64)
    let found = far.logSumExp(axes: [1]).doubles
    #expect(abs(found[0] - 1000.313261687518) < 1e-9 && abs(found[1] + 999.686738312482) < 1e-9)
    #expect(found[2] == -.infinity && found[3] == .infinity)
  }

  @Test(arguments: DType.allCases) func positionsOfExtremes(_ dtype: DType) {
    for shape in shapes where shape.rank > 0 {
      let x = Tensor.randomIntegers(
        shape, below: dtype == .bool ? 2 : 5, dtype: dtype == .bool ? .uint8 : dtype,
        generator: generator
      ).cast(to: dtype)
      let elements = x.doubles
      for axis in 0..<shape.rank {
        let lines = groups(shape, [axis]).map { $0.map { elements[$0] } }
        let greatest = x.argmax(axis: axis), least = x.argmin(axis: axis, keepDimensions: true)
        #expect(greatest.dtype == .int32 && greatest.shape == shape.removing(axis))
        #expect(least.shape.removing(axis) == greatest.shape && least.shape[axis] == 1)
        #expect(
          greatest.doubles
            == lines.map { line in
              Double(line.firstIndex(of: line.max() ?? 0) ?? -1)
            })
        #expect(
          least.doubles
            == lines.map { line in
              Double(line.firstIndex(of: line.min() ?? 0) ?? -1)
            })
      }
    }
  }

  @Test func notANumberComesThrough() {
    let nan = Float.nan
    let line = [Float](repeating: 1, count: 50) + [nan, 5, nan, -5]
    let rows = Tensor(line + line.reversed(), shape: [2, 54]), columns = rows.transposed()
    #expect(rows.max(axis: 1).floats.allSatisfy { $0.isNaN })
    #expect(rows.min(axis: 1).floats.allSatisfy { $0.isNaN })
    #expect(columns.max(axis: 0).floats.allSatisfy { $0.isNaN })
    #expect(columns.min(axis: 0).floats.allSatisfy { $0.isNaN })
    #expect(rows.argmax(axis: 1).doubles == [50, 1] && rows.argmin(axis: 1).doubles == [50, 1])
    #expect(columns.argmax(axis: 0).doubles == [50, 1])
    #expect(columns.argmin(axis: 0).doubles == [50, 1])
  }

  @Test func runningSumsMatchLoops() {
    for shape in shapes where shape.rank > 0 {
      let x = Tensor.randomIntegers(shape, from: -9, below: 9, generator: generator)
      let elements = x.doubles
      for axis in 0..<shape.rank {
        for (exclusive, reverse) in [(false, false), (true, false), (false, true), (true, true)] {
          var expected = elements
          for line in groups(shape, [axis]) {
            var sum = 0.0
            for place in reverse ? line.reversed() : line {
              expected[place] = exclusive ? sum : sum + elements[place]
              sum += elements[place]
            }
          }
          for dtype in [DType.int64, .int32, .float32, .float64] {
            let found = x.cast(to: dtype).cumulativeSum(
              axis: axis, exclusive: exclusive, reverse: reverse)
            #expect(found.dtype == dtype && found.doubles == expected)
          }
        }
      }
    }
    #expect(Tensor([true, true, false]).cumulativeSum(axis: 0).array(of: Int64.self) == [1, 2, 2])
  }

  @Test func gradients() {
    let x = Tensor.randomNormal([2, 3, 4], dtype: .float64, generator: generator)
    for axes in [[0], [1], [2], [0, 2], [0, 1, 2]] {
      expectGradients(at: [x]) { $0[0].max(axes: axes) * $0[0].min(axes: axes) }
      expectGradients(at: [x]) { $0[0].product(axes: axes) }
      expectGradients(at: [x]) { $0[0].variance(axes: axes, unbiased: true) }
      expectGradients(at: [x]) { $0[0].standardDeviation(axes: axes, keepDimensions: true) }
      expectGradients(at: [x]) { $0[0].logSumExp(axes: axes) }
    }
    for axis in 0..<3 {
      expectGradients(at: [x]) { $0[0] * $0[0].cumulativeSum(axis: axis) }
      expectGradients(at: [x]) {
        $0[0] * $0[0].cumulativeSum(axis: axis, exclusive: true, reverse: true)
      }
    }
  }

  @Test func productsOfZerosDifferentiate() {
    let x = Tensor([[1.5, 0, -2], [0, 3, 0], [1.25, -0.5, 4], [0, 0, 0]] as [[Double]])
    expectGradients(at: [x]) { $0[0].product(axis: 1) }
    expectGradients(at: [x]) { $0[0].product(axes: [0, 1], keepDimensions: true) }
    let slope = gradient(at: x) { $0.product(axis: 1).sum() }
    #expect(slope.doubles == [0, -3, 0, 0, 0, 0, -2, 5, -0.625, 0, 0, 0])
    // With a gradient taken inside, the third order is reached.
    for point in [x, Tensor([[0.5, -1.5, 2, 0.75, 1.25]] as [[Double]])] {
      expectGradients(at: [point], tolerance: 1e-5) { points in
        gradient(at: points[0]) { square($0.product(axis: 1)).sum() }
      }
    }
  }

  @Test func equalsShareTheGradient() {
    let x = Tensor([[1.0, 3, 3, 0], [2, 2, 2, 2]] as [[Double]])
    let slope = gradient(at: x) { $0.max(axis: 1).sum() }
    #expect(slope.doubles == [0, 0.5, 0.5, 0, 0.25, 0.25, 0.25, 0.25])
    #expect(gradient(at: x) { $0.min() }.doubles == [0, 0, 0, 1, 0, 0, 0, 0])
  }

  @Test func emptyAxesTrapOrGiveTheNeutralElement() async {
    #expect(!(Tensor.zeros([0]).any().item != 0) && Tensor.zeros([0]).all().item == 1)
    #expect(Tensor.zeros([0, 3]).max(axis: 1).elementCount == 0)
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([0, 3]).max(axis: 0) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([0]).argmin(axis: 0) }
  }

  /// Several axes count as one, in row-major order.
  @Test func positionsOverSeveralAxes() {
    let x = Tensor((0..<120).map { Double(($0 * 37) % 113) }, shape: [2, 3, 4, 5])
    let values = x.doubles
    for axes in [[0], [1, 2], [0, 3], [3, 1], [0, 1, 2, 3], [-1, 0, 1]] {
      let chosen = Set(axes.map { $0 < 0 ? $0 + 4 : $0 })
      var greatest: [Int: (position: Int, value: Double)] = [:]
      var least = greatest
      for index in values.indices {
        let place = [index / 60, index / 20 % 3, index / 5 % 4, index % 5]
        var outer = 0, inner = 0
        for axis in 0..<4 {
          if chosen.contains(axis) {
            inner = inner * x.shape[axis] + place[axis]
          } else {
            outer = outer * x.shape[axis] + place[axis]
          }
        }
        if values[index] > greatest[outer]?.value ?? -1 { greatest[outer] = (inner, values[index]) }
        if values[index] < least[outer]?.value ?? 1000 { least[outer] = (inner, values[index]) }
      }
      func expected(_ found: [Int: (position: Int, value: Double)]) -> [Double] {
        found.sorted { $0.key < $1.key }.map { Double($0.value.position) }
      }
      #expect(x.argmax(axes: axes).doubles == expected(greatest), "\(axes)")
      #expect(x.argmin(axes: axes).doubles == expected(least), "\(axes)")
      let kept = x.argmax(axes: axes, keepDimensions: true).shape
      #expect(kept == x.max(axes: axes, keepDimensions: true).shape)
    }
    #expect(x.argmax().item == Double(values.firstIndex(of: 112)!) && x.argmax().shape == [])
    #expect(x.argmin().item == 0 && Tensor(3.0 as Double).argmax().item == 0)
  }
}
