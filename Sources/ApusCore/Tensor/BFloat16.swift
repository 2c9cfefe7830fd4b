/// A 16-bit floating-point number: the upper half of a float32, 8 bits of exponent and 7 of
/// fraction.
///
/// Arithmetic happens in float32; this type only stores.
public struct BFloat16: Sendable, Hashable, CustomStringConvertible {
  /// The sixteen bits: sign, exponent, fraction.
  public var bitPattern: UInt16

  /// The number with these sixteen bits.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// `value` rounded to the nearest bfloat16, ties to even; NaN stays NaN.
  public init(_ value: Float) {
    let bits = value.bitPattern
    if value.isNaN {
      bitPattern = UInt16(truncatingIfNeeded: bits >> 16) | 0x40
    } else {
      let rounding: UInt32 = 0x7FFF &+ ((bits >> 16) & 1)
      bitPattern = UInt16(truncatingIfNeeded: (bits &+ rounding) >> 16)
    }
  }

  /// The number as float32, exactly.
  public var float: Float { Float(bitPattern: UInt32(bitPattern) << 16) }

  /// The number in decimal.
  public var description: String { float.description }
}
