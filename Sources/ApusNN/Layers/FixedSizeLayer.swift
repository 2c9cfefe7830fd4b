import ApusCore

/// A layer whose output [batch, sizes…, channels] has the same extents whatever the input's:
/// adaptive pooling, resizing.
public protocol FixedSizeLayer: SpatialLayer {
  /// The output's extent along each axis.
  var sizes: [Int] { get }
}

extension FixedSizeLayer {
  /// Traps where there is not one positive size for each axis.
  static func checked(_ sizes: [Int]) -> [Int] {
    require(
      sizes.count == axes && sizes.allSatisfy { $0 > 0 },
      "\(typeName): sizes \(sizes); it needs \(axes), each at least 1")
    return sizes
  }

  /// The setting that holds the sizes.
  static func sizes(_ options: inout Options) throws -> [Int] {
    try options.integers("sizes", count: axes...axes)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try singleSpatial(inputs)
    // What lies between two axes' turns is no larger than both extents at their largest.
    try checkSize(zip(input, sizes).map { max($0, $1) } + [input[Self.axes]], of: "an output")
    guard input.dropLast().reduce(1.0, { $0 * Double($1) }) <= Double(Int32.max) else {
      throw impossible(inputs, "is too large: it may have \(Int32.max) places")
    }
  }
}
