import ApusCore

/// Changes instead of values: y_t = x_t − x_{t−lag}, for series with a trend, whose values leave
/// the range that a network has seen while their changes do not.
///
/// ```swift
/// let yearly = Differencing(lag: 12)
/// let changes = yearly(series)                            // [T − 12]
/// yearly.restored(changes, after: series[..<12])          // the series
/// ```
///
/// Source: lecture S2:1577–1584 (coding of changes against coding of values), catalogue B7.
public struct Differencing: Sendable, Hashable, Codable {
  /// How many steps lie between the two values.
  public let lag: Int

  /// Changes over `lag` steps, at least 1: 1 takes away a linear trend, the length of a season
  /// the season.
  public init(lag: Int = 1) {
    require(lag > 0, "Differencing: a lag of \(lag); it must be at least 1")
    self.lag = lag
  }

  /// The changes, [T − lag, …], of [T, …]; traps where T is below the lag.
  public func callAsFunction(_ series: Tensor) -> Tensor {
    require(
      series.rank > 0 && series.shape[0] >= lag,
      "Differencing: a series \(series.shape) and a lag of \(lag)")
    return series[lag...] - series[..<(series.shape[0] - lag)]
  }

  /// The series, [lag + T, …], whose changes are [T, …] and whose first `lag` values are `start`.
  public func restored(_ changes: Tensor, after start: Tensor) -> Tensor {
    require(
      start.rank == changes.rank && changes.rank > 0 && start.shape[0] == lag
        && start.shape.removing(0) == changes.shape.removing(0),
      "Differencing: changes \(changes.shape) after \(start.shape) with a lag of \(lag)")
    let step = start.shape.elementCount / lag
    var values = start.doubles
    values.reserveCapacity(values.count + changes.shape.elementCount)
    for change in changes.doubles { values.append(values[values.count - lag * step] + change) }
    let shape = changes.shape.removing(0).inserting(lag + changes.shape[0], at: 0)
    return Tensor(values, shape: shape).cast(to: start.dtype)
  }
}
