import ApusCore

/// A change that mixes each example of a batch with another: the last step of an ``Augmentation``.
public protocol BatchMixing: Sendable {
  /// The mixed batch.
  ///
  /// - Parameters:
  ///   - batch: features float32 [examples, height, width, channels]; labels float32
  ///     [examples, …]: distributions over the classes, or values.
  ///   - draws: what everything random about each example comes from.
  func mix(_ batch: Batch, draws: [ImageDraws]) -> Batch
}

extension Tensor {
  /// A copy in which `change` may alter each row; it gets the row's number, the row, and the row
  /// before it as it was, which for the first row is the last.
  func changingRows(
    _ change: (
      _ row: Int, _ values: UnsafeMutableBufferPointer<Float>, _ other: UnsafeBufferPointer<Float>
    ) -> Void
  ) -> Tensor {
    withElements(of: Float.self) { old in
      Tensor(unsafeUninitialized: shape, of: Float.self) { new in
        _ = new.update(fromContentsOf: old)
        let size = shape[0] > 0 ? old.count / shape[0] : 0
        for row in 0..<shape[0] {
          let partner = (row + shape[0] - 1) % shape[0]
          change(
            row, UnsafeMutableBufferPointer(rebasing: new[row * size..<(row + 1) * size]),
            UnsafeBufferPointer(rebasing: old[partner * size..<(partner + 1) * size]))
        }
      }
    }
  }

  /// Rows λ x + (1 − λ) x′, each with its own λ and x′ the row before.
  func mixingRows(by shares: [Double]) -> Tensor {
    changingRows { row, values, other in
      let share = Float(shares[row])
      for at in values.indices { values[at] = share * values[at] + (1 - share) * other[at] }
    }
  }
}
