extension Tensor {
  /// The distinct elements, ascending: a vector. NaN counts as one value, greater than every
  /// number.
  ///
  /// - Source: NumPy `unique`.
  public func unique() -> Tensor { uniqueWithCounts().values }

  /// The distinct elements, ascending, how often each stands and which one stands where.
  ///
  /// ```swift
  /// let (values, counts, inverse) = Tensor([3, 1, 3]).uniqueWithCounts()
  /// // [1, 3], [1, 2] and [1, 0, 1]: values.gathered(at: inverse) is the tensor itself
  /// ```
  ///
  /// Read on the host; traps on the meta device.
  ///
  /// - Returns: the values, a vector of this element type; their counts, int64; and for each
  ///   element the place of its value, int64, of this shape.
  public func uniqueWithCounts() -> (values: Tensor, counts: Tensor, inverse: Tensor) {
    withoutDerivatives {
      let flat = reshaped(to: [elementCount]).withoutDerivative
      guard elementCount > 0 else {
        let none = Tensor.zeros([0], dtype: .int64)
        return (flat, none, none.reshaped(to: shape))
      }
      let order = flat.argsort()
      let line = flat.gathered(at: order)
      let before = line.sliced(axis: 0, to: -1), after = line.sliced(axis: 0, from: 1)
      var differs = before .!= after
      if dtype.isFloatingPoint { differs = differs .& .!(before.isNaN .& after.isNaN) }
      let begins = Tensor.concatenated([Tensor(repeating: 1, [1], dtype: .bool), differs])
      let places = begins.cumulativeSum(axis: 0) - 1
      let values = line.selected(where: begins)
      return (
        values,
        places.onesLike.scatterAdded(into: values.elementCount, at: places),
        places.scatterAdded(into: elementCount, at: order).reshaped(to: shape)
      )
    }
  }
}
