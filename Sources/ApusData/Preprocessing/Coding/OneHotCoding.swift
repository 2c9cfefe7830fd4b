import ApusCore

/// "1 of n": an output for each class, of which the class's own is 1.
///
/// The classes lie equally far apart, and softmax outputs read as probabilities.
///
/// Source: lecture S2:1578–1581, 1643–1649, catalogue B7.
public struct OneHotCoding: ClassCoding {
  /// The number of classes.
  public let classCount: Int
  /// As many outputs as classes.
  public var width: Int { classCount }

  /// A code for `classCount` classes, at least 1.
  public init(classCount: Int) {
    require(classCount > 0, "OneHotCoding: \(classCount) classes; there must be at least 1")
    self.classCount = classCount
  }

  /// Unit vectors, float32 […, classes], for labels […].
  public func encode(_ labels: Tensor) -> Tensor { labels.oneHot(depth: classCount) }

  /// The largest output's class, the first of equals.
  public func decode(_ outputs: Tensor) -> Tensor {
    let (rows, shape) = rows(outputs)
    return Tensor(
      rows.map { row in
        Int32(row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex)
      }, shape: shape)
  }
}

/// Labels […] as unit vectors, float32 […, classes], under Keras's name.
///
/// - Parameters:
///   - labels: class numbers of an integer type.
///   - classCount: the number of classes; nil: one more than the largest label.
public func toCategorical(_ labels: Tensor, classCount: Int? = nil) -> Tensor {
  labels.oneHot(depth: classCount ?? (labels.doubles.max().map { Int($0) + 1 } ?? 0))
}
