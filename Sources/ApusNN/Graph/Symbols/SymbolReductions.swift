import ApusCore

// The reductions of tensors as values of a functional graph. Axes are counted with the batch axis,
// 0, which stays.

extension Symbol {
  /// Σ x over `axes`, which stay with extent 1 where `keepDimensions`.
  public func sum(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("sum", axes, keepDimensions)
  }

  /// Σ x over one axis.
  public func sum(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("sum", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func sum() -> Symbol { self }

  /// The mean over `axes`, which stay with extent 1 where `keepDimensions`.
  public func mean(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("mean", axes, keepDimensions)
  }

  /// The mean over one axis.
  public func mean(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("mean", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func mean() -> Symbol { self }

  /// Π x over `axes`, which stay with extent 1 where `keepDimensions`.
  public func product(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("product", axes, keepDimensions)
  }

  /// Π x over one axis.
  public func product(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("product", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func product() -> Symbol { self }

  /// The greatest over `axes`, which stay with extent 1 where `keepDimensions`.
  public func max(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("max", axes, keepDimensions)
  }

  /// The greatest over one axis.
  public func max(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("max", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func max() -> Symbol { self }

  /// The least over `axes`, which stay with extent 1 where `keepDimensions`.
  public func min(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("min", axes, keepDimensions)
  }

  /// The least over one axis.
  public func min(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("min", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func min() -> Symbol { self }

  /// The position of the greatest over `axes`, which stay with extent 1 where `keepDimensions`.
  public func argmax(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("argmax", axes, keepDimensions)
  }

  /// The position of the greatest over one axis.
  public func argmax(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("argmax", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func argmax() -> Symbol { self }

  /// The position of the least over `axes`, which stay with extent 1 where `keepDimensions`.
  public func argmin(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("argmin", axes, keepDimensions)
  }

  /// The position of the least over one axis.
  public func argmin(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("argmin", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func argmin() -> Symbol { self }

  /// ln Σ eˣ over `axes`, which stay with extent 1 where `keepDimensions`.
  public func logSumExp(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("logSumExp", axes, keepDimensions)
  }

  /// ln Σ eˣ over one axis.
  public func logSumExp(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("logSumExp", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func logSumExp() -> Symbol { self }

  /// The population variance over `axes`, which stay with extent 1 where `keepDimensions`.
  public func variance(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("variance", axes, keepDimensions)
  }

  /// The population variance over one axis.
  public func variance(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("variance", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func variance() -> Symbol { self }

  /// The population standard deviation over `axes`, which stay with extent 1 where
  /// `keepDimensions`.
  public func standardDeviation(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("standardDeviation", axes, keepDimensions)
  }

  /// The population standard deviation over one axis.
  public func standardDeviation(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("standardDeviation", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func standardDeviation() -> Symbol { self }

  /// Whether all are true over `axes`, which stay with extent 1 where `keepDimensions`.
  public func all(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("all", axes, keepDimensions)
  }

  /// Whether all are true over one axis.
  public func all(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("all", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func all() -> Symbol { self }

  /// Whether any is true over `axes`, which stay with extent 1 where `keepDimensions`.
  public func any(axes: [Int], keepDimensions: Bool = false) -> Symbol {
    reduced("any", axes, keepDimensions)
  }

  /// Whether any is true over one axis.
  public func any(axis: Int, keepDimensions: Bool = false) -> Symbol {
    reduced("any", [axis], keepDimensions)
  }

  /// Not on symbols.
  @available(
    *, unavailable, message: "it would mix the examples of a batch; name the axes, from 1 on"
  )
  public func any() -> Symbol { self }

  private func reduced(_ name: String, _ axes: [Int], _ keepDimensions: Bool) -> Symbol {
    applying(
      name,
      [
        "axes": .list(axes.map { .integer($0) }), "keepDimensions": .flag(keepDimensions),
      ])
  }

  /// The sum of what comes before along an axis, itself included unless `exclusive`; from the end
  /// where `reverse`.
  public func cumulativeSum(axis: Int, exclusive: Bool = false, reverse: Bool = false) -> Symbol {
    applying(
      "cumulativeSum",
      ["axis": .integer(axis), "exclusive": .flag(exclusive), "reverse": .flag(reverse)])
  }

  /// The elements in order along an axis.
  public func sorted(axis: Int = -1, descending: Bool = false) -> Symbol {
    applying("sorted", ["axis": .integer(axis), "descending": .flag(descending)])
  }

  /// The positions that ``sorted(axis:descending:)`` takes the elements from.
  public func argsort(axis: Int = -1, descending: Bool = false) -> Symbol {
    applying("argsort", ["axis": .integer(axis), "descending": .flag(descending)])
  }

  /// The `k` greatest elements along an axis, the greatest first, and their positions.
  public func topK(_ k: Int, axis: Int = -1) -> (values: Symbol, indices: Symbol) {
    (
      sorted(axis: axis, descending: true).sliced(axis: axis, to: k),
      argsort(axis: axis, descending: true).sliced(axis: axis, to: k)
    )
  }
}
