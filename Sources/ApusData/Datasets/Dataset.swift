import ApusCore

/// A random-access collection of examples: features that go into a network, and a label each.
///
/// Examples are kept in whatever compact form suits them; they become float32 only when a batch is
/// made.
public protocol Dataset: Sendable {
  /// The number of examples.
  var count: Int { get }
  /// The shape of one example's features.
  var featureShape: Shape { get }
  /// What the labels are.
  var labelType: LabelType { get }
  /// What the classes are called, in the order of their numbers; empty where labels are values.
  var classNames: [String] { get }

  /// Writes the features of the examples at `positions` one after another, row-major.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  func copyFeatures(at positions: ArraySlice<Int>, to target: UnsafeMutableBufferPointer<Float>)
    throws

  /// Writes the labels of the examples at `positions`: an Int32 each for classes, else Floats.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  func copyLabels(at positions: ArraySlice<Int>, to target: UnsafeMutableRawBufferPointer) throws

  /// The examples at `positions`, in that order, as epoch number `epoch` sees them.
  ///
  /// They are the same in all epochs if not stated otherwise, as by ``augmented(by:)``.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch
}

/// What the labels of a data set are.
public enum LabelType: Sendable, Hashable {
  /// The number of a class: int32, a scalar an example.
  case classes
  /// Real values of this shape an example, float32.
  case values(Shape)
}

/// Some examples, ready for a network.
public struct Batch: Sendable {
  /// float32 [examples, feature shape…].
  public let features: Tensor
  /// int32 [examples] for classes, float32 [examples, shape…] for values.
  public let labels: Tensor

  /// The number of examples.
  public var count: Int { features.shape[0] }
}

extension Dataset {
  /// The examples at `positions`, in that order, whatever the epoch.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    try batch(at: positions)
  }

  /// The examples at `positions`, in that order, as tensors; traps outside the data set.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func batch(at positions: ArraySlice<Int>) throws -> Batch {
    require(
      positions.allSatisfy { $0 >= 0 && $0 < count }, "batch: a position outside 0..<\(count)")
    let features = try Tensor(
      unsafeUninitialized: featureShape.inserting(positions.count, at: 0), of: Float.self
    ) { try copyFeatures(at: positions, to: $0) }
    let labels =
      switch labelType {
      case .classes:
        try Tensor(unsafeUninitialized: [positions.count], of: Int32.self) {
          try copyLabels(at: positions, to: UnsafeMutableRawBufferPointer($0))
        }
      case .values(let shape):
        try Tensor(unsafeUninitialized: shape.inserting(positions.count, at: 0), of: Float.self) {
          try copyLabels(at: positions, to: UnsafeMutableRawBufferPointer($0))
        }
      }
    return Batch(features: features, labels: labels)
  }

  /// All examples, in order.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func all() throws -> Batch {
    try batch(at: Array(0..<count)[...])
  }
}
