extension Tensor {
  /// The lower triangle of the matrices in the last two axes: x[…, i, j] where j ≤ i + offset, else
  /// 0.
  ///
  /// - Parameter offset: the last diagonal that stays, 0 the main one; positive above it, negative
  ///   below.
  /// - Returns: this shape; traps where there are less than two axes.
  public func tril(offset: Int = 0) -> Tensor {
    triangle(in: "tril") { row, column in column <= row + offset }
  }

  /// The upper triangle of the matrices in the last two axes: x[…, i, j] where j ≥ i + offset, else
  /// 0.
  ///
  /// - Parameter offset: the first diagonal that stays, 0 the main one; positive above it, negative
  ///   below.
  /// - Returns: this shape; traps where there are less than two axes.
  public func triu(offset: Int = 0) -> Tensor {
    triangle(in: "triu") { row, column in column >= row + offset }
  }

  private func triangle(
    in operation: StaticString, keeps: (_ row: Int, _ column: Int) -> Bool
  ) -> Tensor {
    require(rank >= 2, "\(operation): shape \(shape) has less than two axes")
    let (height, width) = (shape[-2], shape[-1])
    let mask = Tensor(unsafeUninitialized: [height, width], of: Bool.self) { kept in
      for row in 0..<height {
        for column in 0..<width { kept[row * width + column] = keeps(row, column) }
      }
    }
    // Not a product: an infinity that is left out leaves 0.
    return select(mask, self, scalar(0))
  }
}
