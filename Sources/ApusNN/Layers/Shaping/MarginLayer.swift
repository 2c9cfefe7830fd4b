import ApusCore

/// A layer that adds or takes places before and after each axis of [batch, axes…, channels].
public protocol MarginLayer: SpatialLayer {
  /// How many places before and after each axis.
  var margins: [(before: Int, after: Int)] { get }
  /// The margin on every side that Keras takes unless another is given.
  static var defaultMargin: Int { get }

  /// The layer with these margins, a pair an axis.
  init(margins: [(before: Int, after: Int)], name: String?)
}

extension MarginLayer {
  /// Traps where there is not one pair for each axis, none negative.
  static func checked(
    _ margins: [(before: Int, after: Int)]
  ) -> [(before: Int, after: Int)] {
    require(
      margins.count == axes && margins.allSatisfy { $0.before >= 0 && $0.after >= 0 },
      "\(typeName): margins \(margins); it needs \(axes) pairs, none negative")
    return margins
  }

  /// The settings by the names of the initializer's parameters: before and after the first axis,
  /// before and after the next.
  public var options: [String: ConfigurationValue] { ["margins": .margins(margins)] }

  /// The layer with these settings; throws where one is outside its range.
  public init(options: inout Options, name: String?) throws {
    self.init(
      margins: try options.margins(
        count: Self.axes...Self.axes,
        default: Array(repeating: (Self.defaultMargin, Self.defaultMargin), count: Self.axes)),
      name: name)
  }
}

extension ConfigurationValue {
  /// Pairs one after the other.
  static func margins(_ margins: [(before: Int, after: Int)]) -> ConfigurationValue {
    .integers(margins.flatMap { [$0.before, $0.after] })
  }
}

extension Options {
  /// The setting `margins`: numbers before and after each of `count` axes.
  mutating func margins(
    count: ClosedRange<Int>, default: [(before: Int, after: Int)]? = nil
  ) throws -> [(before: Int, after: Int)] {
    let numbers = try integers(
      "margins", count: (2 * count.lowerBound)...(2 * count.upperBound),
      in: 0...Options.largestSize, default: `default`.map { $0.flatMap { [$0.before, $0.after] } })
    guard numbers.count % 2 == 0 else {
      throw ConfigurationError(
        .invalidOption, "\(owner): margins \(numbers) is not a pair for each axis")
    }
    return stride(from: 0, to: numbers.count, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
  }
}
