import Testing

@testable import ApusCore

extension GoldenCase {
  /// Two numbers, for rows and columns.
  func pair(_ key: String) -> (Int, Int) {
    let values = integers(key)
    return (values[0], values[1])
  }

  /// The padding that the case states, resolved; by its rule where that has a name here.
  var padding: Padding2D {
    switch text("padding") {
    case "valid": return .valid
    case "same": return .same
    default:
      let sides = config["explicitPadding"] as? [[Int]] ?? [[0, 0], [0, 0]]
      return .explicit(
        top: sides[0][0], left: sides[1][0], bottom: sides[0][1], right: sides[1][1])
    }
  }
}

/// Deterministic numbers in about −1…1 that repeat nowhere near.
func pattern(_ shape: Shape, _ salt: Int = 0) -> Tensor {
  Tensor(
    (0..<shape.elementCount).map { index -> Double in
      let mixed =
        UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(salt) &* 0xBF58_476D_1CE4_E5B9
      return Double((mixed ^ (mixed >> 29)) >> 40) / Double(1 << 23) - 1
    }, shape: shape)
}

@Suite struct Convolution2DTests {
  @Test func agreesWithPyTorchOverTheGrid() throws {
    for golden in try GoldenCase.read("convolution", kinds: ["convolution"]) {
      let activation = FusedActivation(rawValue: golden.text("activation")) ?? .none
      golden.check {
        [
          convolution2D(
            $0[0], $0[1], bias: $0.count > 2 ? $0[2] : nil, strides: golden.pair("strides"),
            padding: golden.padding, dilations: golden.pair("dilation"),
            groups: golden.integer("groups"), activation: activation)
        ]
      }
    }
  }

  @Test func float32AgreesWithFloat64OverTheGrid() throws {
    for golden in try GoldenCase.read("convolution", kinds: ["convolution"]) {
      let activation = FusedActivation(rawValue: golden.text("activation")) ?? .none
      golden.inFloat32.check(tolerance: 2e-6) {
        [
          convolution2D(
            $0[0], $0[1], bias: $0.count > 2 ? $0[2] : nil, strides: golden.pair("strides"),
            padding: golden.padding, dilations: golden.pair("dilation"),
            groups: golden.integer("groups"), activation: activation)
        ]
      }
    }
  }

  /// Shapes of real layers, where the fast kernels with their blocks and tails are at work.
  @Test(arguments: [
    (batch: 3, size: 32, channels: 3, filters: 32, kernel: 3, padding: Padding2D.same),
    (batch: 2, size: 32, channels: 32, filters: 32, kernel: 3, padding: .valid),
    (batch: 3, size: 15, channels: 32, filters: 64, kernel: 3, padding: .same),
    (batch: 5, size: 15, channels: 64, filters: 64, kernel: 3, padding: .valid),
    (batch: 4, size: 32, channels: 3, filters: 6, kernel: 5, padding: .valid),
    (batch: 4, size: 14, channels: 6, filters: 16, kernel: 5, padding: .valid),
    (batch: 4, size: 5, channels: 16, filters: 120, kernel: 5, padding: .valid),
    (batch: 2, size: 9, channels: 17, filters: 19, kernel: 3, padding: .same),
    (batch: 2, size: 8, channels: 64, filters: 48, kernel: 1, padding: .valid),
  ])
  func fastKernelsAgreeWithPlainOnes(
    _ layer: (
      batch: Int, size: Int, channels: Int, filters: Int, kernel: Int, padding: Padding2D
    )
  ) {
    let x = pattern([layer.batch, layer.size, layer.size, layer.channels], 1)
    let filter = pattern([layer.kernel, layer.kernel, layer.channels, layer.filters], 2) * 0.2
    let bias = pattern([layer.filters], 3)
    func all(_ dtype: DType) -> [[Double]] {
      let points = [x, filter, bias].map { $0.cast(to: dtype) }
      let output = convolution2D(
        points[0], points[1], bias: points[2], padding: layer.padding, activation: .relu)
      let cotangent = pattern(output.shape, 4).cast(to: dtype)
      let gradients = gradient(at: points) {
        (convolution2D($0[0], $0[1], bias: $0[2], padding: layer.padding) * cotangent).sum()
      }
      return ([output] + gradients).map(\.doubles)
    }
    for (exact, fast) in zip(all(.float64), all(.float32)) {
      let error = relativeError(fast, exact)
      #expect(error <= 1e-5, "off by \(error)")
    }
  }

  @Test(arguments: [1, 2])
  func gradientsMatchDifferences(_ groups: Int) {
    let x = pattern([2, 5, 4, 4]), filter = pattern([3, 2, 4 / groups, 6], 1)
    let bias = pattern([6], 2)
    expectGradients(at: [x, filter, bias], tolerance: 1e-5) {
      convolution2D(
        $0[0], $0[1], bias: $0[2], strides: (2, 1), padding: .same, groups: groups,
        activation: .tanh)
    }
  }

  @Test(arguments: [FusedActivation.relu, .sigmoid])
  func gradientsWithActivationsPaddingAndDilatedGroups(_ activation: FusedActivation) {
    let x = pattern([2, 5, 4, 4], 5), filter = pattern([2, 2, 2, 4], 6), bias = pattern([4], 7)
    expectGradients(at: [x, filter, bias], tolerance: 1e-5) {
      convolution2D(
        $0[0], $0[1], bias: $0[2], padding: .explicit(top: 1, left: 0, bottom: 2, right: 1),
        dilations: (2, 1), groups: 2, activation: activation)
    }
    expectGradients(at: [x, filter], tolerance: 1e-5) {
      square(
        convolution2D(
          $0[0], $0[1], strides: (1, 2), padding: .explicit(top: 0, left: 2, bottom: 1, right: 0),
          dilations: (1, 2), groups: 2, activation: activation))
    }
  }

  @Test func theTwoGradientPrimitivesDifferentiate() {
    // Second derivatives that mix input, filter and bias come through the gradients' own gradients.
    let x = pattern([1, 4, 4, 2]), filter = pattern([2, 2, 2, 3], 1)
    expectGradients(at: [x, filter], tolerance: 1e-5) { points in
      let gradients = gradient(at: points) {
        let y = convolution2D($0[0], $0[1], dilations: (2, 1))
        return (y * y * y).sum()
      }
      return gradients[0].sum() + (gradients[1] * gradients[1]).sum()
    }
  }

  @Test func metaGivesTheSameTypes() {
    let real = convolution2D(
      pattern([2, 7, 9, 4]), pattern([3, 3, 2, 6]), strides: (2, 3), padding: .same, groups: 2)
    let meta = convolution2D(
      .meta([2, 7, 9, 4], dtype: .float64), .meta([3, 3, 2, 6], dtype: .float64), strides: (2, 3),
      padding: .same, groups: 2)
    #expect(real.type == meta.type && meta.device == .meta)
  }

  @Test func impossibleShapesTrapWithTheRule() async {
    await #expect(processExitsWith: .failure) {
      _ = convolution2D(.zeros([1, 4, 4, 3]), .zeros([3, 3, 2, 8]))
    }
    await #expect(processExitsWith: .failure) {
      _ = convolution2D(.zeros([1, 2, 2, 3]), .zeros([3, 3, 3, 8]))
    }
  }

  @Test func theSameShapesGiveTheSameBits() {
    let x = pattern([8, 15, 15, 32]).cast(to: .float32)
    let filter = pattern([3, 3, 32, 64], 1).cast(to: .float32)
    let first = convolution2D(x, filter).floats
    for _ in 0..<3 { #expect(convolution2D(x, filter).floats == first) }
  }
}

extension GoldenCase {
  /// The same case with float32 inputs and cotangents.
  var inFloat32: GoldenCase {
    GoldenCase(
      copying: self, inputs: inputs.map { $0.cast(to: .float32) },
      outputGradients: outputGradients.map { $0?.cast(to: .float32) })
  }
}
