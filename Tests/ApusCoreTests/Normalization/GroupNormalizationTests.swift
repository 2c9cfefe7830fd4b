import Testing

@testable import ApusCore

@Suite struct GroupNormalizationTests {
  private let generator = RandomGenerator(seed: 71)

  private func numbers(_ shape: Shape, _ dtype: DType = .float64, mean: Double = 0) -> Tensor {
    Tensor.randomNormal(shape, mean: mean, dtype: dtype, generator: generator)
  }

  /// The definition, in Tensor operations: statistics over `axes` of x in the shape `grouped`.
  private func composed(
    _ x: Tensor, _ gamma: Tensor, _ beta: Tensor, as grouped: Shape, axes: [Int],
    isCentred: Bool = true
  ) -> Tensor {
    let values = x.reshaped(to: grouped)
    let centred = isCentred ? values - values.mean(axes: axes, keepDimensions: true) : values
    let spread = (centred * centred).mean(axes: axes, keepDimensions: true)
    return (centred / sqrt(spread + 1e-3)).reshaped(to: x.shape) * gamma + beta
  }

  private func expectSame(
    _ points: [Tensor], _ dtype: DType, _ fused: @escaping ([Tensor]) -> Tensor,
    _ composed: @escaping ([Tensor]) -> Tensor, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let tolerance = dtype == .float64 ? 1e-11 : dtype == .float32 ? 2e-5 : 0.08
    let g = numbers(points[0].shape)
    let given = points.map { $0.cast(to: dtype) }
    let exact = given.map { $0.cast(to: .float64) }
    let pairs =
      [(fused(given), composed(exact))]
      + zip(
        gradient(at: given) { (fused($0) * g.cast(to: dtype)).sum() },
        gradient(at: exact) { (composed($0) * g.cast(to: dtype).cast(to: .float64)).sum() })
    for (position, (found, wanted)) in pairs.enumerated() {
      #expect(found.dtype == dtype)
      let scale = wanted.doubles.map(abs).max().map { max(1, $0) } ?? 1
      let error = zip(found.doubles, wanted.doubles).map { abs($0 - $1) }.max() ?? 0
      #expect(
        error <= tolerance * scale, "\(position) of \(given[0].type): off by \(error)",
        sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func layersMatchTheComposition(_ dtype: DType) {
    for shape in [[5, 3], [2, 70, 33], [9, 128], [300, 7], [3, 20_000], [1, 1]] as [Shape] {
      let n = shape[shape.rank - 1]
      let points = [numbers(shape, mean: 2), numbers([n]), numbers([n])]
      expectSame(
        points, dtype, { layerNormalization($0[0], gamma: $0[1], beta: $0[2]) },
        { self.composed($0[0], $0[1], $0[2], as: shape, axes: [-1]) })
      expectSame(
        Array(points[0..<2]), dtype, { rmsNormalization($0[0], gamma: $0[1], epsilon: 1e-3) },
        {
          self.composed($0[0], $0[1], $0[1] * 0, as: shape, axes: [-1], isCentred: false)
        })
    }
  }

  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func groupsMatchTheComposition(_ dtype: DType) {
    let cases: [(shape: Shape, groups: Int)] = [
      ([3, 5, 4, 8], 4), ([2, 30, 30, 6], 1), ([2, 300, 64], 64), ([4, 12], 3), ([1, 9, 33], 11),
      ([2, 7, 3], 3), ([3, 1, 1, 40], 8),
    ]
    for (shape, groups) in cases {
      let channels = shape[shape.rank - 1], width = channels / groups
      let positions = shape.elementCount / shape[0] / channels
      expectSame(
        [numbers(shape, mean: 2), numbers([channels]), numbers([channels])], dtype,
        { groupNormalization($0[0], gamma: $0[1], beta: $0[2], groups: groups) },
        {
          self.composed(
            $0[0], $0[1], $0[2], as: [shape[0], positions, groups, width], axes: [1, 3])
        })
    }
  }

  @Test func anyAxes() {
    let x = numbers([3, 4, 5, 2]), gamma = numbers([5, 4])
    let y = layerNormalization(x, gamma: gamma, axes: [2, 1])
    let wanted = composed(
      x, gamma.transposed().expandingDimension(at: 2), Tensor(0.0 as Double), as: x.shape,
      axes: [1, 2])
    #expect(zip(y.doubles, wanted.doubles).allSatisfy { abs($0 - $1) < 1e-12 })
    let plain = rmsNormalization(x, axes: [1], epsilon: 1e-3)
    let divided = composed(
      x, Tensor(1.0 as Double), Tensor(0.0 as Double), as: x.shape, axes: [1], isCentred: false)
    #expect(zip(plain.doubles, divided.doubles).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func gradientsOfBothOrders() {
    let x = numbers([2, 3, 4]), gamma = numbers([4]), beta = numbers([4])
    expectGradients(at: [x, gamma, beta], "layer") {
      layerNormalization($0[0], gamma: $0[1], beta: $0[2], epsilon: 0.1)
    }
    expectGradients(at: [x, gamma], "root mean square") {
      rmsNormalization($0[0], gamma: $0[1], epsilon: 0.1)
    }
    for groups in [1, 2, 4] {
      expectGradients(at: [x, gamma, beta], "\(groups) groups") {
        groupNormalization($0[0], gamma: $0[1], beta: $0[2], groups: groups, epsilon: 0.1)
      }
    }
    expectGradients(at: [x, numbers([3, 4])], "two axes") {
      layerNormalization($0[0], gamma: $0[1], axes: [1, 2], epsilon: 0.1)
    }
  }

  // The second order of the gradient is the third of the normalization.
  @Test(arguments: [true, false])
  func theGradientDifferentiatesTwice(_ isCentred: Bool) {
    let forward = GroupNormalizationPrimitive(
      exampleAxes: 1, channelAxes: 1, groups: 2, epsilon: 0.1, isCentred: isCentred)
    expectGradients(at: [numbers([2, 3, 4]), numbers([4]), numbers([2, 3, 4])], tolerance: 1e-5) {
      points in
      let statistics = apply(forward, [points[0], points[1], points[1]])
      let found = apply(
        GroupNormalizationGradient(forward: forward),
        [points[0], points[1]] + statistics[1...] + [points[2]])
      return found[0] + found[1] * 0.7 + found[2] * square(found[1])
    }
  }

  @Test func aLargeMeanLosesNoVariance() {
    let x = (numbers([4, 500, 8]) + 1000).cast(to: .float32)
    let exact = x.cast(to: .float64)
    for (found, wanted) in [
      (layerNormalization(x, axes: [1, 2]), layerNormalization(exact, axes: [1, 2])),
      (groupNormalization(x, groups: 4), groupNormalization(exact, groups: 4)),
    ] {
      #expect(zip(found.doubles, wanted.doubles).allSatisfy { abs($0 - $1) < 1e-3 })
    }
  }

  @Test func nothingToNormalize() {
    let none = Tensor.zeros([0, 4])
    #expect(layerNormalization(none).shape == [0, 4])
    let slopes = gradient(at: [none, Tensor.ones([4])]) {
      layerNormalization($0[0], gamma: $0[1]).sum()
    }
    #expect(slopes[1].floats == [0, 0, 0, 0])
    #expect(groupNormalization(Tensor.zeros([2, 0, 4]), groups: 2).shape == [2, 0, 4])
  }

  /// In a process of its own: other tests expect the number of threads to stay as it is.
  @Test func threadsDoNotChangeTheBits() async {
    await #expect(processExitsWith: .success) {
      let generator = RandomGenerator(seed: 72)
      let x = Tensor.randomNormal([6, 40, 40, 32], generator: generator)
      let gamma = Tensor.randomNormal([32], generator: generator)
      func bits(_ threads: Int) -> [[Float]] {
        setThreadCount(threads)
        let functions: [(Tensor, Tensor) -> Tensor] = [
          { layerNormalization($0, gamma: $1) },
          { groupNormalization($0, gamma: $1, groups: 8) },
        ]
        return functions.flatMap { function in
          [function(x, gamma).floats]
            + gradient(at: [x, gamma]) { square(function($0[0], $0[1])).sum() }.map(\.floats)
        }
      }
      #expect(bits(1) == bits(2))
    }
  }
}
