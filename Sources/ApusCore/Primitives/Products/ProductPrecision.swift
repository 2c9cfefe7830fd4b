/// The precision in which matrix products and convolutions multiply float32 numbers.
///
/// It belongs to the task, and holds for the gradients that are computed in it as well. Weights, sums and everything
/// between products stay float32, so that small updates are not lost (Micikevicius et al. 2018, "master weights"):
///
/// ```swift
/// let loss = ProductPrecision.bfloat16 { valueAndGradient(at: parameters) { … } }
/// ```
///
/// Fused attention and depthwise convolutions, which are bound by memory, stay in float32.
public enum ProductPrecision: String, Sendable, Hashable, CaseIterable {
  /// 24 significant bits.
  case float32
  /// Both operands are rounded to bfloat16 (8 significant bits, the range of float32), to nearest with ties to even;
  /// sums are float32. Products of bfloat16 numbers are exact in float32, so the result is that of hardware which
  /// multiplies bfloat16, but for the order of the sums. Here the rounding costs time and saves none.
  case bfloat16

  /// The precision of this task; float32 unless set.
  @TaskLocal public static var current: ProductPrecision = .float32

  /// Runs `body` in this precision.
  public func callAsFunction<R>(_ body: () throws -> R) rethrows -> R {
    try Self.$current.withValue(self, operation: body)
  }

  /// Runs `kernel` on the first two inputs as a product multiplies them, and on the others as they are.
  static func multiplying<R>(_ inputs: [Tensor], _ kernel: ([Tensor]) -> R) -> R {
    guard current == .bfloat16, inputs[0].dtype == .float32 else { return kernel(inputs) }
    var rounded = inputs
    for index in 0..<2 { rounded[index] = rounded[index].roundedToBFloat16 }
    return withExtendedLifetime(rounded) { kernel(rounded) }
  }
}
