import ApusCore

extension Initializer {
  /// `gain` where the input's and the output's position are the same, 0 elsewhere: the layer begins
  /// as the identity times `gain`.
  ///
  /// For filters [kh, kw, in, out] the middle position has that matrix and all others 0. A vector
  /// counts as [1, n].
  ///
  /// - Source: Le et al. 2015; Keras 3 `Identity`.
  public static func identity(gain: Double = 1) -> Initializer {
    Initializer("identity", ["gain": .number(gain)], isRandom: false) { shape, dtype, _ in
      let outputs = shape.last ?? 1
      let inputs = shape.rank < 2 ? 1 : shape[shape.rank - 2]
      // The middle of the axes before the last two, in row-major order.
      let middle = shape.dropLast(2).reduce(0) { $0 * $1 + ($1 - 1) / 2 }
      var elements = [Double](repeating: 0, count: shape.elementCount)
      if !elements.isEmpty {
        for i in 0..<min(inputs, outputs) {
          elements[(middle * inputs + i) * outputs + i] = gain
        }
      }
      return Tensor(elements, shape: shape).cast(to: dtype)
    }
  }

  static let identityEntry = Registry<Initializer>.Entry(
    "identity", "gain on the diagonal, usually 1, of filters at their middle; 0 elsewhere"
  ) { .identity(gain: try $0.number("gain", in: Options.initializerRange, default: 1)) }
}
