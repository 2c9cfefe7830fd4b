import ApusCore

/// How many places before and after each of some axes; configurations write them in one list.
public struct Margins: SettingValue {
  /// The numbers: before the first axis, after it, before the second, and so on.
  private var numbers: [Int] = []

  /// No axes.
  init() {}

  /// These margins, one pair an axis.
  public init(_ axes: [(before: Int, after: Int)]) {
    numbers = axes.flatMap { [$0.before, $0.after] }
  }

  /// The same margin before and after each of `axes` axes.
  init(_ margin: Int, axes: Int) { numbers = [Int](repeating: margin, count: 2 * axes) }

  /// One pair an axis.
  public var axes: [(before: Int, after: Int)] {
    stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
  }

  public var configuration: ConfigurationValue { .integers(numbers) }

  public static func read(_ name: String, from options: inout Options) throws -> Margins {
    var margins = Margins()
    margins.numbers = try options.integers(
      name, count: 2...(2 * Shape.maximumRank - 4), in: 0...Options.largestSize)
    guard margins.numbers.count % 2 == 0 else { throw options.wrong(name, "a pair for each axis") }
    return margins
  }
}

/// The settings of layers with margins; the margins that a type has unless given differ.
public struct MarginSettings: Settings {
  /// How many places before and after each axis.
  public var margins = Margins()
  public static let limits: Limits = ["margins": .whole(0...Options.largestSize)]
  public static var defaults: Self { Self() }
}

/// A layer that adds or takes away places before and after each axis between batch and channels.
public protocol MarginLayer: SpatialLayer where Configuration == MarginSettings {
  /// The margin of each axis unless given.
  static var defaultMargin: Int { get }
}

extension MarginLayer {
  /// The places before and after each axis.
  public var margins: [(before: Int, after: Int)] { settings.margins.axes }

  /// The layer with these margins, one pair an axis. Traps on another number of pairs or a negative
  /// number.
  public init(margins: [(before: Int, after: Int)], name: String? = nil) {
    self.init(MarginSettings(margins: Margins(margins)), name: name)
  }

  /// The layer with the type's usual margin on every side.
  public init(name: String? = nil) { self.init(Self.defaultMargin, name: name) }

  /// The layer with the same margin on every side. Traps if it is negative.
  public init(_ margin: Int, name: String? = nil) {
    self.init(MarginSettings(margins: Margins(margin, axes: Self.axes)), name: name)
  }

  public init(options: inout Options, name: String?) throws {
    var settings = try MarginSettings(reading: &options)
    if options.value("margins") == nil {
      settings.margins = Margins(Self.defaultMargin, axes: Self.axes)
    } else if settings.margins.axes.count != Self.axes {
      throw options.wrong("margins", "a list of \(2 * Self.axes) whole numbers")
    }
    self.init(settings, name: name)
  }

  /// `settings`; traps unless there is a pair for each axis, none negative.
  static func checked(_ settings: MarginSettings) -> MarginSettings {
    require(
      settings.margins.axes.count == axes,
      "\(typeName): margins \(settings.margins.axes); it needs \(axes) pairs")
    return settings.checked(in: typeName)
  }
}
