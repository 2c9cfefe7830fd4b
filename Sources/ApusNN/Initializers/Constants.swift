import ApusCore

extension Initializer {
  /// Every element 0.
  public static let zeros = Initializer("zeros", [:], isRandom: false) { shape, dtype, _ in
    .zeros(shape, dtype: dtype)
  }

  /// Every element 1.
  public static let ones = Initializer("ones", [:], isRandom: false) { shape, dtype, _ in
    .ones(shape, dtype: dtype)
  }

  /// Every element `value`.
  public static func constant(_ value: Double) -> Initializer {
    Initializer("constant", ["value": .number(value)], isRandom: false) { shape, dtype, _ in
      Tensor(repeating: value, shape, dtype: dtype)
    }
  }

  static let constantEntries = [
    Registry<Initializer>.Entry(.zeros, "0; for weights a symmetry that learning cannot break"),
    Registry<Initializer>.Entry(.ones, "1"),
    Registry<Initializer>.Entry("constant", "one value") {
      .constant(try $0.number("value", in: Options.initializerRange, default: 0))
    },
  ]
}
