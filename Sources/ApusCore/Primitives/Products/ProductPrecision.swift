/// The precision in which matrix products and convolutions multiply float32 numbers.
///
/// It belongs to the task, and holds for the gradients that are computed in it as well. Weights,
/// sums and everything between products stay float32, so that small updates are not lost
/// (Micikevicius et al. 2018, "master weights"):
///
/// ```swift
/// let (value, gradients) = ProductPrecision.bfloat16 {
///   valueAndGradient(at: parameters) { loss(model(images), labels) }
/// }
/// ```
///
/// Fused attention stays in float32. So do the products of depthwise convolutions, which are bound
/// by memory; their operands are rounded.
public enum ProductPrecision: String, Sendable, Hashable, CaseIterable {
  /// 24 significant bits.
  case float32
  /// Both operands are rounded to bfloat16 (8 significant bits, the range of float32), to nearest
  /// with ties to even. The float32 kernels multiply the rounded numbers: their products are exact,
  /// and sums are float32. So the precision tells what training in bfloat16 does to a network; the
  /// rounding costs time and saves none.
  case bfloat16

  /// The precision of this task; float32 unless set.
  public static var current: ProductPrecision { Execution.current.precision }

  /// Runs `body` in this precision.
  public func callAsFunction<R>(_ body: () throws -> R) rethrows -> R {
    try Execution.with({ $0.precision = self }, body)
  }

  /// Runs `product` on the inputs, the first two, which it multiplies, rounded as this task's
  /// precision says.
  static func multiplying(_ inputs: [Tensor], _ product: ([Tensor]) -> Void) {
    guard current == .bfloat16, inputs[0].dtype == .float32 else { return product(inputs) }
    var rounded = inputs
    for index in 0..<2 { rounded[index] = rounded[index].roundedToBFloat16 }
    withExtendedLifetime(rounded) { product(rounded) }
  }
}
