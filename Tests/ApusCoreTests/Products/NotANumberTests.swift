import Testing

@testable import ApusCore

/// NaN stays NaN through products and convolutions with every fused activation: a diverged network
/// must show it. The sizes reach each kernel: few and many filters, Winograd's, depthwise and
/// grouped ones, small and large products.
@Suite struct NotANumberTests {
  private struct Layer: Sendable, CustomTestStringConvertible {
    var size = 12
    var channels: Int
    var filters: Int
    var window = 3
    var groups = 1
    var strides = 1
    var testDescription: String {
      "\(channels) to \(filters), window \(window), stride \(strides), \(groups) groups"
    }
  }

  private static let layers = [
    Layer(channels: 3, filters: 4), Layer(channels: 3, filters: 32), Layer(channels: 8, filters: 8),
    Layer(channels: 8, filters: 16), Layer(channels: 16, filters: 16),
    Layer(channels: 32, filters: 32), Layer(channels: 32, filters: 48, window: 1),
    Layer(channels: 17, filters: 33, window: 2), Layer(channels: 16, filters: 32, strides: 2),
    Layer(channels: 32, filters: 64, groups: 2), Layer(channels: 16, filters: 16, groups: 16),
    Layer(channels: 8, filters: 24, groups: 8), Layer(channels: 5, filters: 5, groups: 5),
  ]

  /// The same places are NaN, and the others close, as in float64, whose plain loops have no second
  /// way.
  private func expectSame(
    _ name: String, _ inputs: [Tensor], sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Tensor]) -> Tensor
  ) {
    let wanted = function(inputs.map { $0.cast(to: .float64) }).doubles
    #expect(wanted.contains { $0.isNaN }, "\(name)", sourceLocation: sourceLocation)
    for precision in ProductPrecision.allCases {
      let found = precision { function(inputs) }.doubles
      let tolerance = precision == .float32 ? 1e-4 : 0.1
      let same = zip(found, wanted).allSatisfy {
        $1.isNaN ? $0.isNaN : ($0 - $1).magnitude <= tolerance * max(1, $1.magnitude)
      }
      #expect(same, "\(name), \(precision)", sourceLocation: sourceLocation)
    }
  }

  /// `x` with NaN in its element `index`.
  private func broken(_ x: Tensor, at index: Int) -> Tensor {
    var values = x.floats
    values[index] = .nan
    return Tensor(values).reshaped(to: x.shape)
  }

  private func numbers(_ shape: Shape, _ salt: Int) -> Tensor {
    pattern(shape, salt).cast(to: .float32)
  }

  @Test(arguments: layers, FusedActivation.allCases)
  private func convolutions(_ layer: Layer, _ activation: FusedActivation) {
    let x = numbers([3, layer.size, layer.size, layer.channels], 1)
    let filter = numbers(
      [layer.window, layer.window, layer.channels / layer.groups, layer.filters], 2)
    let bias = numbers([layer.filters], 3)
    let place = (layer.size + layer.size * layer.size) * layer.channels + 2 * layer.channels + 1
    // A filter's NaN over padding, which is 0, is NaN with some kernels and passed over by others.
    let cases: [(inputs: [Tensor], padding: Padding2D)] = [
      ([broken(x, at: place), filter, bias], .same), ([x, broken(filter, at: 1), bias], .valid),
      ([x, filter, broken(bias, at: 1)], .same),
    ]
    for (inputs, padding) in cases {
      expectSame("\(layer) \(activation)", inputs) {
        convolution2D(
          $0[0], $0[1], bias: $0[2], strides: (layer.strides, layer.strides), padding: padding,
          groups: layer.groups, activation: activation)
      }
    }
  }

  @Test(arguments: [(4, 3), (16, 8), (32, 32), (48, 17)], FusedActivation.allCases)
  func transposedConvolutions(_ sizes: (channels: Int, filters: Int), _ activation: FusedActivation)
  {
    let x = numbers([2, 7, 7, sizes.channels], 1)
    let filter = numbers([3, 3, sizes.filters, sizes.channels], 2)
    let bias = numbers([sizes.filters], 3)
    expectSame("\(sizes) \(activation)", [broken(x, at: 30 * sizes.channels), filter, bias]) {
      convolution2DTranspose(
        $0[0], $0[1], bias: $0[2], strides: (2, 2), padding: .same, activation: activation)
    }
  }

  @Test(
    arguments: [
      (1, 5, 7), (3, 400, 300), (40, 10, 20), (65, 33, 63), (128, 96, 200), (700, 1, 90),
    ],
    FusedActivation.allCases)
  func products(_ sizes: (m: Int, n: Int, k: Int), _ activation: FusedActivation) {
    let x = numbers([sizes.m, sizes.k], 1), weight = numbers([sizes.k, sizes.n], 2)
    let bias = numbers([sizes.n], 3)
    for inputs in [
      [broken(x, at: sizes.m * sizes.k - 1), weight, bias],
      [x, broken(weight, at: sizes.n / 2), bias], [x, weight, broken(bias, at: sizes.n - 1)],
    ] {
      expectSame("\(sizes) \(activation)", inputs) {
        linear($0[0], $0[1], $0[2], activation: activation)
      }
    }
  }

  @Test(arguments: FusedActivation.allCases) func theGradientShowsIt(_ activation: FusedActivation)
  {
    let x = numbers([2, 8, 8, 16], 1), filter = numbers([3, 3, 16, 32], 2)
    let slopes = gradient(at: [broken(x, at: 500), filter]) {
      convolution2D($0[0], $0[1], activation: activation).sum()
    }
    #expect(slopes[1].floats.contains { $0.isNaN })
    // As in PyTorch, a rectifier lets through what comes to its NaN.
    let curved = activation == .tanh || activation == .sigmoid
    #expect(slopes[0].floats.contains { $0.isNaN } == curved)
    #expect(gradient(at: Tensor([Float.nan, 1, -1])) { relu($0).sum() }.floats == [1, 1, 0])
  }
}
