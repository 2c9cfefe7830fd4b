import ApusCore
import Foundation

extension Initializer {
  /// Uniform within ±a / √in. With a = 2.38 the sums of a layer reach where the standard sigmoid
  /// bends most; 2 is the lecture's other choice.
  ///
  /// - Parameter a: above 0; traps otherwise.
  /// - Source: lecture S2, initialization of shallow networks.
  public static func fanInUniform(_ a: Double = 2.38) -> Initializer {
    require(a > 0, "fanInUniform: a is \(a); it must be above 0")
    return Initializer("fanInUniform", ["a": .number(a)]) { shape, dtype, generator in
      let limit = a / Fans(of: shape).count(.fanIn).squareRoot()
      return .randomUniform(shape, from: -limit, to: limit, dtype: dtype, generator: generator)
    }
  }

  /// Uniform within ±ⁿ√h for n inputs and h hidden units: what the lecture keeps of Nguyen and
  /// Widrow's rule. Source: lecture S2, initialization of shallow networks.
  public static let hiddenRootUniform = Initializer("hiddenRootUniform", [:]) {
    shape, dtype, generator in
    let limit = hiddenRoot(of: Fans(of: shape))
    return .randomUniform(shape, from: -limit, to: limit, dtype: dtype, generator: generator)
  }

  /// Nguyen and Widrow's rule: every hidden unit's weights have a random direction and the length
  /// 0.7 ⁿ√h for n inputs and h units, so that the units divide the inputs' range among them.
  /// Source: Nguyen & Widrow 1990.
  public static let nguyenWidrow = Initializer("nguyenWidrow", [:]) { shape, dtype, generator in
    let fans = Fans(of: shape)
    let units = shape.last ?? 1
    let inputs = units == 0 ? 0 : shape.elementCount / units
    let drawn = Tensor.randomUniform(
      [inputs, units], from: -0.5, to: 0.5, dtype: .float64, generator: generator)
    let lengths = sqrt(drawn.squared.sum(axis: 0, keepDimensions: true))
    return (drawn / lengths * (0.7 * hiddenRoot(of: fans))).cast(to: dtype).reshaped(to: shape)
  }

  /// Uniform within ±½, for an output layer. Source: lecture S2, initialization of shallow
  /// networks.
  public static let outputUniform = Initializer("outputUniform", [:]) {
    .randomUniform($0, from: -0.5, to: 0.5, dtype: $1, generator: $2)
  }

  /// ⁿ√h for n inputs and h units.
  private static func hiddenRoot(of fans: Fans) -> Double {
    let (n, h) = (max(fans.input, 1), max(fans.output, 1))
    return Foundation.pow(h, 1 / n)
  }

  static let shallowEntries = [
    Registry<Initializer>.Entry("fanInUniform", "uniform within ±a / √in, a usually 2.38") {
      .fanInUniform(try $0.number("a", in: 1e-6...1e6, default: 2.38))
    },
    Registry<Initializer>.Entry(.hiddenRootUniform, "uniform within ±ⁿ√h, n inputs and h units"),
    Registry<Initializer>.Entry(
      .nguyenWidrow, "random directions of length 0.7 ⁿ√h, n inputs and h units"),
    Registry<Initializer>.Entry(.outputUniform, "uniform within ±½"),
  ]
}
