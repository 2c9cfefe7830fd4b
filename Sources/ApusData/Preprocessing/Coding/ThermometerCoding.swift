import ApusCore

/// "1 of n" on the scale of a thermometer: class k lights the outputs 0 … k.
///
/// For classes with an order (low, middle, high): the further two lie apart, the more outputs
/// differ.
///
/// Source: lecture S2:1646, catalogue B7.
public struct ThermometerCoding: ClassCoding {
  /// The number of classes.
  public let classCount: Int
  /// As many outputs as classes.
  public var width: Int { classCount }

  /// A code for `classCount` classes, at least 1.
  public init(classCount: Int) {
    require(classCount > 0, "ThermometerCoding: \(classCount) classes; there must be at least 1")
    self.classCount = classCount
  }

  /// k + 1 ones, then zeros: float32 […, classes] for labels […].
  public func encode(_ labels: Tensor) -> Tensor {
    encode(labels) { label in (0..<width).map { $0 <= label ? 1 : 0 } }
  }

  /// The last of the outputs that are 0.5 or more without a gap from the first on; 0 where the
  /// first is not.
  public func decode(_ outputs: Tensor) -> Tensor {
    let (rows, shape) = rows(outputs)
    return Tensor(
      rows.map { row in Int32(max(row.prefix { $0 >= 0.5 }.count - 1, 0)) }, shape: shape)
  }
}
