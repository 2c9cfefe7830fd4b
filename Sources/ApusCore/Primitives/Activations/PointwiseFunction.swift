/// The functions that ``PointwiseActivation`` has loops for; a, b, c, d are its constants.
///
/// The raw value is the number by which the CPU's kernels know the function.
package enum PointwiseFunction: UInt32, Sendable, CaseIterable {
  /// x > 0 ? x : a x
  case leakyReLU
  /// x > 0 ? a x : b (e^(c x) − 1)
  case exponentialLinear
  /// x Φ(x)
  case gelu
  /// x σ(2 √(2/π) (x + 0.044715 x³))
  case geluTanh
  /// x σ(a x)
  case swish
  /// x tanh(ln(1 + eˣ))
  case mish
  /// ln(1 + e^(a x)) / a
  case softplus
  /// −ln(1 + e⁻ˣ)
  case logSigmoid
  /// σ(a x)
  case logistic
  /// tanh(a x)
  case scaledTanh
  /// arctan x
  case arctan
  /// x / (1 + |x|)
  case softsign
  /// (x + √(x² + a)) / 2
  case squareplus
  /// a x + b between c and d
  case ramp
  /// x min(max(x + 3, 0), 6) / 6
  case hardSilu
  /// x − tanh x
  case tanhShrink
  /// x moved by a towards 0, at most to 0
  case softShrink
  /// |x| > a ? x : 0
  case hardShrink
  /// x > a ? x : b
  case threshold
  /// x < a ? b : 1
  case step
  /// x ≤ −1 ? 0 : x < 1 ? (x + 1)² / 4 : x
  case sparsePlus
}

/// The constants of a pointwise function, in the order that its formula takes them; those that it
/// has not are 0.
package struct PointwiseConstants: Sendable, Equatable {
  package let a, b, c, d: Double

  package init(_ a: Double = 0, _ b: Double = 0, _ c: Double = 0, _ d: Double = 0) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }
}
