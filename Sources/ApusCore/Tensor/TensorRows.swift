extension Tensor: Sequence {
  /// Goes through the outermost axis: `for row in matrix`. Traps on a scalar.
  ///
  /// The rows share this tensor's memory; inside of gradient calls they are recorded.
  public func makeIterator() -> TensorRowIterator { TensorRowIterator(self) }

  /// The extent of the outermost axis.
  public var underestimatedCount: Int { rank == 0 ? 0 : shape[0] }
}

/// Gives the positions of a tensor's outermost axis one after another.
public struct TensorRowIterator: IteratorProtocol {
  private let tensor: Tensor
  private var place = 0

  init(_ tensor: Tensor) {
    require(tensor.rank > 0, "a scalar has no rows to go through")
    self.tensor = tensor
  }

  /// The next row; nil after the last.
  public mutating func next() -> Tensor? {
    guard place < tensor.shape[0] else { return nil }
    defer { place += 1 }
    return tensor[place]
  }
}
