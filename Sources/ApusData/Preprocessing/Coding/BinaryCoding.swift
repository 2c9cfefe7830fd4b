import ApusCore

/// The class's number in binary, the highest bit first: the fewest outputs, ⌈log₂ classes⌉.
///
/// Neighbouring classes may differ in all outputs (7 = 0111, 8 = 1000), so it is harder to learn
/// than "1 of n".
///
/// Source: lecture S2:1644, catalogue B7.
public struct BinaryCoding: ClassCoding {
  /// The number of classes.
  public let classCount: Int

  /// The number of bits in the largest class's number, at least 1.
  public var width: Int { max(1, Int.bitWidth - (classCount - 1).leadingZeroBitCount) }

  /// A code for `classCount` classes, at least 1.
  public init(classCount: Int) {
    require(classCount > 0, "BinaryCoding: \(classCount) classes; there must be at least 1")
    self.classCount = classCount
  }

  /// Bits, float32 […, width], for labels […].
  public func encode(_ labels: Tensor) -> Tensor {
    encode(labels) { label in (0..<width).map { Float(label >> (width - 1 - $0) & 1) } }
  }

  /// The number whose bits are 1 where outputs are 0.5 or more; it may be no class's.
  public func decode(_ outputs: Tensor) -> Tensor {
    let (rows, shape) = rows(outputs)
    return Tensor(
      rows.map { row in row.reduce(Int32(0)) { $0 << 1 | ($1 >= 0.5 ? 1 : 0) } }, shape: shape)
  }
}
