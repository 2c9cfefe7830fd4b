import Foundation
import Testing

@testable import ApusCore

/// Whether oneDNN has kernels for bfloat16: wherever there is AVX-512.
private let hasKernels =
  (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains("avx512bw") ?? false

/// oneDNN's products of bfloat16 numbers beside those of the same numbers in float32, where it has kernels for them; on
/// other processors they are widened.
@Suite struct BFloat16ProductsTests {
  private let generator = RandomGenerator(seed: 5)

  /// Numbers that bfloat16 holds.
  private func numbers(_ shape: Shape) -> Tensor {
    Tensor.randomNormal(shape, generator: generator).narrowed.widened
  }

  private func narrowed(_ inputs: [Tensor]) -> [Tensor] {
    inputs.prefix(2).map(\.narrowed) + inputs.dropFirst(2)
  }

  /// Twice: the first call makes a primitive, or finds that there is none; the second finds that.
  private func expectSame(
    _ primitive: some Primitive, _ inputs: [Tensor], _ narrow: ([Tensor], Tensor) -> Bool
  ) {
    let wanted = Tensor(uninitialized: primitive.outputType(inputs))
    primitive.compute(inputs, into: wanted)
    for _ in 0..<2 {
      let found = Tensor(repeating: .nan, wanted.shape)
      let done = withExtendedLifetime(found) { narrow(narrowed(inputs), found) }
      #expect(done && relativeError(found.doubles, wanted.doubles) < 1e-5, "\(primitive)")
    }
  }

  @Test(
    .enabled(if: hasKernels),
    arguments: [
      (1, 64, 64, 64), (1, 37, 53, 71), (1, 1, 400, 200), (1, 300, 1, 300), (1, 128, 10, 64),
      (5, 33, 47, 25),
    ])
  func matrices(_ batch: Int, _ m: Int, _ n: Int, _ k: Int) {
    for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
      let product = MatMul(transposeA: ta, transposeB: tb)
      let a = numbers(ta ? [batch, k, m] : [batch, m, k])
      let b = numbers(tb ? [batch, n, k] : [batch, k, n])
      expectSame(product, [a, b]) { product.multiplyBFloat16($0, into: $1) }
    }
  }

  @Test(.enabled(if: hasKernels), arguments: FusedActivation.allCases) func layers(
    _ activation: FusedActivation
  ) {
    let layer = Linear(activation: activation)
    let operands = [numbers([3, 17, 70]), numbers([70, 33])]
    expectSame(layer, operands) { layer.multiplyBFloat16($0, into: $1) }
    expectSame(layer, operands + [numbers([33])]) { layer.multiplyBFloat16($0, into: $1) }
  }

  private static let windows: [(channels: Int, filters: Int, groups: Int, window: Window2D)] = [
    (16, 32, 1, Window2D(height: 3, width: 3, padding: .same)),
    (16, 32, 1, Window2D(height: 3, width: 3, strideHeight: 2, strideWidth: 2, padding: .same)),
    (16, 32, 1, Window2D(height: 1, width: 1)),
    (16, 16, 1, Window2D(height: 3, width: 3, dilationHeight: 2, dilationWidth: 2)),
    (9, 17, 1, Window2D(height: 3, width: 3)),
    (32, 32, 2, Window2D(height: 3, width: 3, padding: .same)),
  ]

  @Test(.enabled(if: hasKernels), arguments: 0..<6) func convolutions(_ index: Int) {
    let (channels, filters, groups, window) = Self.windows[index]
    let x = numbers([3, 13, 11, channels])
    let filter = numbers([window.height, window.width, channels / groups, filters])
    for activation in FusedActivation.allCases {
      let forward = Convolution2D(window: window, groups: groups, activation: activation)
      expectSame(forward, [x, filter, numbers([filters])]) {
        forward.convolveBFloat16($0, into: $1)
      }
    }
    let forward = Convolution2D(window: window, groups: groups, activation: .none)
    expectSame(forward, [x, filter]) { forward.convolveBFloat16($0, into: $1) }

    let dy = numbers(forward.outputType([x, filter]).shape)
    var back = Convolution2DTranspose(window: window, groups: groups, outputShape: x.shape)
    expectSame(back, [dy, filter]) { back.convolveBFloat16($0, into: $1) }
    back.activation = .relu
    expectSame(back, [dy, filter, numbers([channels])]) { back.convolveBFloat16($0, into: $1) }

    let gradient = Convolution2DFilterGradient(
      window: window, groups: groups, filterShape: filter.shape)
    let wanted = gradient.outputTypes([x, dy]).map { Tensor(uninitialized: $0) }
    gradient.compute([x, dy], into: wanted)
    let found = wanted.map { Tensor(repeating: .nan, $0.shape) }
    let done = withExtendedLifetime(found) {
      gradient.convolveBFloat16(narrowed([x, dy]), into: found)
    }
    #expect(done, "\(gradient)")
    for (found, wanted) in zip(found, wanted) {
      #expect(relativeError(found.doubles, wanted.doubles) < 1e-5, "\(gradient)")
    }
  }

  /// The kernel for bfloat16 is asked first where it is wanted; where it refuses, or is not, the rounded numbers widen.
  @Test(arguments: [(false, false), (true, false), (true, true)])
  func refusedProductsAreWidened(_ prefersNarrow: Bool, _ accepts: Bool) {
    let inputs = [
      Tensor([1.001, -3] as [Float]), Tensor([0.1, 7] as [Float]), Tensor([0.1] as [Float]),
    ]
    var asked: [[DType]] = []
    var widened: [[Float]] = []
    ProductPrecision.bfloat16 {
      ProductPrecision.multiplying(inputs, prefersNarrow: prefersNarrow) {
        asked.append($0.map(\.dtype))
        return accepts
      } wide: {
        widened = $0.map(\.floats)
      }
    }
    #expect(asked == (prefersNarrow ? [[.bfloat16, .bfloat16, .float32]] : []))
    let rounded: [[Float]] = [[1, -3], [0.10009765625, 7], [0.1]]
    #expect(widened == (accepts ? [] : rounded))
  }

  @Test func productsOfFewNumbersAreWidened() {
    let product = MatMul()
    let output = Tensor(uninitialized: TensorType([9, 7], .float32))
    let inputs = narrowed([numbers([9, 20]), numbers([20, 7])])
    #expect(!product.multiplyBFloat16(inputs, into: output))
  }
}
