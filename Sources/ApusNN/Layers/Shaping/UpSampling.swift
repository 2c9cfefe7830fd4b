import ApusCore

/// A layer that makes each axis of [batch, axes…, channels] a whole number of times as long: what
/// the layers for sequences, images and volumes share.
public protocol UpSampling: SpatialLayer {
  /// How many times as long each axis becomes.
  var factors: [Int] { get }
  /// How the values between are found.
  var interpolation: Interpolation { get }

  /// The layer with these factors, one an axis.
  init(factors: [Int], interpolation: Interpolation, name: String?)
}

extension UpSampling {
  /// Traps where there is not one positive factor for each axis.
  static func checked(_ factors: [Int]) -> [Int] {
    require(
      factors.count == axes && factors.allSatisfy { $0 > 0 },
      "\(typeName): factors \(factors); it needs \(axes), each at least 1")
    return factors
  }

  /// The extents after, of an example or of a batch without its first axis.
  private func sizes(_ input: some Collection<Int>) -> [Int] { zip(input, factors).map { $0 * $1 } }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    return resize(input, to: sizes(input.shape.dropFirst()), interpolation: interpolation)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["factors": .integers(factors), "interpolation": .text(interpolation.rawValue)]
  }

  /// The layer with these settings; throws where one is outside its range.
  public init(options: inout Options, name: String?) throws {
    self.init(
      factors: try options.integers(
        "factors", count: Self.axes...Self.axes, default: Array(repeating: 2, count: Self.axes)),
      interpolation: try options.choice("interpolation", default: .nearest), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try singleSpatial(inputs)
    var extents: [Int] = []
    for (extent, factor) in zip(input, factors) { extents += [extent, factor] }
    try checkSize(extents + [input[Self.axes]], of: "an output")
    // A place is the sum of at most four, and all of them along an axis are counted.
    guard sizes(input.dropLast()).allSatisfy({ $0 <= Int(Int32.max) / 4 }) else {
      throw impossible(inputs, "becomes too large: an axis may have \(Int32.max / 4) places")
    }
  }
}
