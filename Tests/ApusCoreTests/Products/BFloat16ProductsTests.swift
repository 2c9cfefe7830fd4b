import CApusKernels
import Testing

@testable import ApusCore

/// Products and convolutions of operands rounded to bfloat16, beside float64 ones of the rounded
/// numbers: shapes for which oneDNN 2.6's own bfloat16 kernels wrote past their memory, summed
/// wrongly or ended the process, and others as awkward.
@Suite struct BFloat16ProductsTests {
  /// More than the 64 KiB that oneDNN was seen to write past its scratch memory.
  private static let zone = 128 * 1024

  init() { apus_guard_scratch(Self.zone) }

  /// A result with a zone behind it in the same memory.
  private struct Guarded {
    let result: Tensor
    private let whole: Tensor
    private static let mark = 12345.5

    init(_ type: TensorType) {
      let count = type.shape.elementCount
      whole = Tensor(repeating: Self.mark, [count + zone / 4])
      result = whole.sliced(axis: 0, from: 0, to: count).reshaped(to: type.shape)
    }

    var isIntact: Bool {
      let all = whole.floats
      return all.suffix(zone / 4).allSatisfy { Double($0) == Self.mark }
    }
  }

  private func check(
    _ found: [Guarded], _ wanted: [Tensor], _ what: String, sourceLocation: SourceLocation
  ) {
    for (found, wanted) in zip(found, wanted) {
      let error = relativeError(found.result.doubles, wanted.doubles)
      #expect(error < 2e-6, "\(what): off by \(error)", sourceLocation: sourceLocation)
      #expect(found.isIntact, "\(what): memory behind it", sourceLocation: sourceLocation)
    }
  }

  private func expectExact(
    _ primitive: some Primitive, _ inputs: [Tensor], _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let wide = inputs.enumerated().map {
      ($0 < 2 ? $1.roundedToBFloat16 : $1).cast(to: .float64)
    }
    let wanted = Tensor(uninitialized: trapping(try primitive.outputType(wide)))
    primitive.compute(wide, into: wanted)
    let found = Guarded(trapping(try primitive.outputType(inputs)))
    ProductPrecision.bfloat16 { primitive.compute(inputs, into: found.result) }
    check([found], [wanted], "\(what): \(primitive)", sourceLocation: sourceLocation)
  }

  /// A convolution and its two gradients.
  private func expectExact(_ c: AwkwardConvolution) {
    let (window, groups) = (c.window, c.groups)
    let x = pattern(c.image, 1).cast(to: .float32)
    let filter = pattern(c.filter, 2).cast(to: .float32)
    let bias = pattern([c.filter[3]], 3).cast(to: .float32)
    let forward = Convolution2D(window: window, groups: groups, activation: .relu)
    expectExact(forward, [x, filter, bias], "\(c)")
    let dy = pattern(
      trapping(try forward.outputType([x, filter])).shape, 4
    ).cast(to: .float32)
    let back = Convolution2DTranspose(window: window, groups: groups, outputShape: x.shape)
    expectExact(back, [dy, filter], "\(c)")

    let gradient = Convolution2DFilterGradient(
      window: window, groups: groups, filterShape: filter.shape)
    let wide = [x, dy].map { $0.roundedToBFloat16.cast(to: .float64) }
    let wanted = gradient.outputTypes(wide).map { Tensor(uninitialized: $0) }
    gradient.compute(wide, into: wanted)
    let found = gradient.outputTypes([x, dy]).map { Guarded($0) }
    ProductPrecision.bfloat16 { gradient.compute([x, dy], into: found.map(\.result)) }
    check(found, wanted, "\(c): \(gradient)", sourceLocation: #_sourceLocation)
  }

  private static let found: [AwkwardConvolution] = [
    // The stride passes over pixels.
    .init([1, 28, 28, 64], [2, 2, 64, 64], strides: (5, 5)),
    // Dilation, and channels no multiple of 16.
    .init([4, 9, 9, 100], [3, 3, 100, 100], .same, dilations: (2, 2)),
    // Windows in the padding beside a narrow image.
    .init([8, 1, 1, 64], [3, 3, 64, 64], strides: (2, 2), .same),
    // A row of windows in the padding.
    .init(
      [8, 3, 14, 80], [2, 3, 80, 65], strides: (2, 2),
      .explicit(top: 1, left: 2, bottom: 2, right: 2)),
    .init([8, 3, 33, 12], [1, 1, 12, 100], strides: (3, 1), dilations: (2, 1)),
    .init([8, 3, 40, 33], [1, 1, 33, 17], strides: (1, 4)),
  ]

  @Test(arguments: 0..<6) func convolutionsThatWereWrong(_ index: Int) {
    let before = apus_scratch_overruns()
    expectExact(Self.found[index])
    #expect(apus_scratch_overruns() == before)
  }

  @Test func awkwardConvolutions() {
    let before = apus_scratch_overruns()
    var numbers = Drawn(state: 7)
    for _ in 0..<300 { expectExact(AwkwardConvolution(drawing: &numbers)) }
    #expect(apus_scratch_overruns() == before)
  }

  @Test(arguments: [
    (1, 65, 33, 63), (1, 129, 33, 63), (1, 1, 33, 63), (1, 65, 1, 63), (2, 65, 33, 63),
    (1, 65, 33, 127), (1, 193, 17, 31), (1, 64, 64, 64), (1, 37, 53, 71), (1, 1, 400, 200),
    (1, 300, 1, 300), (1, 128, 10, 64), (5, 33, 47, 25),
  ])
  func products(_ batch: Int, _ m: Int, _ n: Int, _ k: Int) {
    for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = pattern(ta ? [batch, k, m] : [batch, m, k], 1).cast(to: .float32)
      let b = pattern(tb ? [batch, n, k] : [batch, k, n], 2).cast(to: .float32)
      expectExact(MatMul(transposeA: ta, transposeB: tb), [a, b], "\(batch) \(m) \(n) \(k)")
    }
    let x = pattern([batch, m, k], 3).cast(to: .float32)
    let weight = pattern([k, n], 4).cast(to: .float32), bias = pattern([n], 5).cast(to: .float32)
    for activation in FusedActivation.allCases {
      expectExact(
        LinearPrimitive(activation: activation), [x, weight, bias], "\(batch) \(m) \(n) \(k)")
    }
  }

  @Test func productOfOnesThatWasAnIllegalInstruction() {
    let product = ProductPrecision.bfloat16 {
      matmul(Tensor.ones([65, 63]), Tensor.ones([63, 33]))
    }
    #expect(product.floats.allSatisfy { $0 == 63 })
  }

  @Test func roundingIsThatOfTheType() {
    var numbers = Drawn(state: 3)
    let bits = (0..<20_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: numbers.next()))
    }
    let x = Tensor(
      bits + [
        0, -0.0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
      ])
    let wanted = x.cast(to: .bfloat16).cast(to: .float32).floats.map(\.bitPattern)
    #expect(x.roundedToBFloat16.floats.map(\.bitPattern) == wanted)
  }
}

/// The shapes of one convolution.
private struct AwkwardConvolution: CustomStringConvertible, Sendable {
  let image: Shape
  let filter: Shape
  let window: Window2D
  let groups: Int

  var description: String { "x \(image), filter \(filter), \(window), \(groups) groups" }

  init(
    _ image: Shape, _ filter: Shape, strides: (Int, Int) = (1, 1), _ padding: Padding2D = .valid,
    dilations: (Int, Int) = (1, 1), groups: Int = 1
  ) {
    self.image = image
    self.filter = filter
    self.groups = groups
    window = Window2D(
      (filter[0], filter[1]), strides: strides, dilations: dilations, padding: padding)
  }

  /// Small windows, strides beyond them, dilations, images narrower than the window, padding wider
  /// than the image, and channels that fill no register.
  init(drawing numbers: inout Drawn) {
    func span(_ window: Int, _ dilation: Int) -> Int { (window - 1) * dilation + 1 }
    let window = (numbers.from(1...3), numbers.from(1...3))
    let dilations = (numbers.from(1...3), numbers.from(1...3))
    let groups = numbers.from(1...5) == 1 ? 2 : 1
    let channels = [3, 8, 9, 12, 15, 16, 17, 31, 32, 33, 48, 65]
    let (input, output) = (numbers.one(of: channels), numbers.one(of: channels))
    var (height, width) = (numbers.from(1...9), numbers.from(1...14))
    let padding: Padding2D
    switch numbers.from(0...2) {
    case 0:
      padding = .valid
      height += span(window.0, dilations.0) - 1
      width += span(window.1, dilations.1) - 1
    case 1: padding = .same
    default:
      let (top, left) = (numbers.from(0...3), numbers.from(0...3))
      padding = .explicit(
        top: top, left: left,
        bottom: max(numbers.from(0...3), span(window.0, dilations.0) - height - top),
        right: max(numbers.from(0...3), span(window.1, dilations.1) - width - left))
    }
    self.init(
      [numbers.from(1...4), height, width, input * groups],
      [window.0, window.1, input, output * groups],
      strides: (numbers.from(1...5), numbers.from(1...5)), padding, dilations: dilations,
      groups: groups)
  }
}

/// SplitMix64.
private struct Drawn: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func from(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func one(of list: [Int]) -> Int { list[from(0...list.count - 1)] }
}
