extension ONNXCall {
  /// The operator of that name; nil where it is not supported.
  static func named(_ name: String) -> Operator? {
    for family in families {
      if let found = family(name) { return found }
    }
    return nil
  }

  private static let families: [@Sendable (String) -> Operator?] = [
    elementwise, logic, activation, product, convolving, pooling, normalizing, reduction, shaping,
    joining, indexing, scattering, constant, resizing, attention, regions, fourier, loss, einsum,
  ]

  /// Inputs that say a form rather than hold weights, by operator: a constant there is never
  /// learned.
  static let formInputs: [String: Set<Int>] = [
    "Clip": [1, 2], "Dropout": [1, 2], "OneHot": [1, 2], "Pad": [2], "Range": [0, 1, 2],
    "Resize": [1, 2, 3], "Upsample": [1], "CastLike": [1],
  ]

  /// Inputs that hold statistics, which are kept but not learned, by operator.
  static let statisticsInputs: [String: Set<Int>] = ["BatchNormalization": [3, 4]]
}
