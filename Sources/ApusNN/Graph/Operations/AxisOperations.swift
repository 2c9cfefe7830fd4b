import ApusCore

extension OperationKind {
  /// Figures of some axes, which disappear unless `keepDimensions`.
  static let reductions: [OperationKind] = [
    reduction("sum") { $0.sum(axes: $1, keepDimensions: $2) },
    reduction("mean") { $0.mean(axes: $1, keepDimensions: $2) },
    reduction("product") { $0.product(axes: $1, keepDimensions: $2) },
    reduction("max", needsElements: true) { $0.max(axes: $1, keepDimensions: $2) },
    reduction("min", needsElements: true) { $0.min(axes: $1, keepDimensions: $2) },
    reduction("argmax", needsElements: true) { $0.argmax(axes: $1, keepDimensions: $2) },
    reduction("argmin", needsElements: true) { $0.argmin(axes: $1, keepDimensions: $2) },
    reduction("logSumExp", takes: .floatingPoint, needsElements: true) {
      $0.logSumExp(axes: $1, keepDimensions: $2)
    },
    reduction("variance", takes: .numbers) { $0.variance(axes: $1, keepDimensions: $2) },
    reduction("standardDeviation", takes: .floatingPoint) {
      $0.standardDeviation(axes: $1, keepDimensions: $2)
    },
    reduction("all") { $0.all(axes: $1, keepDimensions: $2) },
    reduction("any") { $0.any(axes: $1, keepDimensions: $2) },
  ]

  private static func reduction(
    _ name: String, takes: OperandTypes = .any, needsElements: Bool = false,
    _ function: @escaping @Sendable (Tensor, [Int], Bool) -> Tensor
  ) -> OperationKind {
    OperationKind(name) { options in
      let axes = try options.axes("axes")
      let keeps = try options.flag("keepDimensions", default: false)
      return OperationBody(
        takes: takes,
        shape: { shapes in
          let resolved = try innerAxes(axes, of: shapes[0])
          if needsElements, resolved.contains(where: { shapes[0][$0] == 0 }) {
            throw OperationProblem("has no elements to choose from")
          }
          return Shape(
            shapes[0].enumerated().compactMap { axis, extent in
              resolved.contains(axis) ? (keeps ? 1 : nil) : extent
            })
        }, compute: { function($0[0], axes, keeps) })
    }
  }

  /// What keeps the shape and works along one axis.
  static let alongAxes: [OperationKind] = [
    along("softmax", takes: .floatingPoint) { softmax($0, axis: $1) },
    along("logSoftmax", takes: .floatingPoint) { logSoftmax($0, axis: $1) },
    OperationKind("cumulativeSum") { options in
      let axis = try options.axis("axis")
      let exclusive = try options.flag("exclusive", default: false)
      let reverse = try options.flag("reverse", default: false)
      return OperationBody(
        shape: {
          _ = try innerAxes([axis], of: $0[0]); return $0[0]
        },
        compute: { $0[0].cumulativeSum(axis: axis, exclusive: exclusive, reverse: reverse) })
    },
    OperationKind("sorted") { options in
      let axis = try options.axis("axis")
      let descending = try options.flag("descending", default: false)
      return OperationBody(
        takes: .numbers,
        shape: {
          _ = try innerAxes([axis], of: $0[0]); return $0[0]
        },
        compute: { $0[0].sorted(axis: axis, descending: descending) })
    },
    OperationKind("argsort") { options in
      let axis = try options.axis("axis")
      let descending = try options.flag("descending", default: false)
      return OperationBody(
        takes: .numbers,
        shape: {
          _ = try innerAxes([axis], of: $0[0]); return $0[0]
        },
        compute: { $0[0].argsort(axis: axis, descending: descending) })
    },
    OperationKind("flip") { options in
      let axes = try options.axes("axes")
      return OperationBody(
        shape: {
          _ = try innerAxes(axes, of: $0[0]); return $0[0]
        },
        compute: { $0[0].flipped(axes: axes) })
    },
    OperationKind("roll") { options in
      let axis = try options.axis("axis")
      let shift = try options.integer("shift", in: -Options.largestSize...Options.largestSize)
      return OperationBody(
        shape: {
          _ = try innerAxes([axis], of: $0[0]); return $0[0]
        },
        compute: { $0[0].rolled(by: shift, axis: axis) })
    },
  ]

  private static func along(
    _ name: String, takes: OperandTypes, _ function: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> OperationKind {
    OperationKind(name) { options in
      let axis = try options.axis("axis")
      return OperationBody(
        takes: takes,
        shape: {
          _ = try innerAxes([axis], of: $0[0]); return $0[0]
        },
        compute: { function($0[0], axis) })
    }
  }

  /// The axes of `shape` that `axes` names, from the front. None may be the batch's, and none may
  /// be named twice.
  static func innerAxes(_ axes: [Int], of shape: Shape) throws -> [Int] {
    let resolved = axes.map { $0 < 0 ? $0 + shape.rank : $0 }
    for (axis, place) in zip(axes, resolved) {
      guard shape.indices.contains(place) else {
        throw OperationProblem("has no axis \(axis); with the batch axis it has \(shape.rank)")
      }
      guard place != 0 else {
        throw OperationProblem("cannot be worked on along axis 0, which is the batch's")
      }
    }
    guard Set(resolved).count == axes.count else {
      throw OperationProblem("cannot be worked on along axes \(axes): one is named twice")
    }
    return resolved
  }
}

extension Options {
  /// An axis, the batch's being 0; counted from the end where negative.
  mutating func axis(_ name: String, default: Int? = nil) throws -> Int {
    try integer(name, in: -Shape.maximumRank...(Shape.maximumRank - 1), default: `default`)
  }

  /// Axes as ``axis(_:default:)`` reads them.
  mutating func axes(_ name: String) throws -> [Int] {
    try integers(
      name, count: 1...Shape.maximumRank, in: -Shape.maximumRank...(Shape.maximumRank - 1))
  }
}
