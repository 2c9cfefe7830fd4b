import CApusKernels

/// The precision in which matrix products and convolutions multiply float32 numbers.
///
/// It belongs to the task, and holds for the gradients that are computed in it as well. Weights, sums and everything
/// between products stay float32, so that small updates are not lost (Micikevicius et al. 2018, "master weights"):
///
/// ```swift
/// let (value, gradients) = ProductPrecision.bfloat16 {
///   valueAndGradient(at: parameters) { loss(model(images), labels) }
/// }
/// ```
///
/// Fused attention stays in float32. So do the products of depthwise convolutions, which are bound by memory; their
/// operands are rounded.
public enum ProductPrecision: String, Sendable, Hashable, CaseIterable {
  /// 24 significant bits.
  case float32
  /// Both operands are rounded to bfloat16 (8 significant bits, the range of float32), to nearest with ties to even;
  /// sums are float32. Processors with AVX512-BF16 multiply the rounded numbers as they are, through oneDNN, but for
  /// products of few numbers. Others widen them and multiply float32; products of bfloat16 numbers are exact there, so
  /// the result is the same but for the order of the sums and for numbers below the least normal one, which AVX512-BF16
  /// takes as zero. There the rounding costs time and saves none.
  case bfloat16

  /// The precision of this task; float32 unless set.
  @TaskLocal public static var current: ProductPrecision = .float32

  /// Runs `body` in this precision.
  public func callAsFunction<R>(_ body: () throws -> R) rethrows -> R {
    try Self.$current.withValue(self, operation: body)
  }

  /// Runs `wide` on the first two inputs as a product multiplies them, in float32, and on the others as they are. Where
  /// the processor multiplies bfloat16 (`prefersNarrow`), `narrow` is asked first, with the two in bfloat16; false means
  /// it cannot.
  static func multiplying(
    _ inputs: [Tensor], prefersNarrow: @autoclosure () -> Bool = apus_prefers_bfloat16() != 0,
    narrow: ([Tensor]) -> Bool, wide: ([Tensor]) -> Void
  ) {
    guard current == .bfloat16, inputs[0].dtype == .float32 else { return wide(inputs) }
    var rounded = inputs
    for index in 0..<2 { rounded[index] = rounded[index].narrowed }
    if prefersNarrow(), withExtendedLifetime(rounded, { narrow(rounded) }) { return }
    for index in 0..<2 { rounded[index] = rounded[index].widened }
    withExtendedLifetime(rounded) { wide(rounded) }
  }
}
