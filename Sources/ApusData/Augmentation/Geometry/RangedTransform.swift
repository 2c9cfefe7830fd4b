import ApusCore
import ApusNN

/// A geometric transform whose map is drawn from ranges of numbers, a setting each.
public protocol RangedTransform: GeometricTransform, ConfigurableTransform {
  /// The settings, in the order of ``ranges``.
  static var settings: [RangeSetting] { get }
  /// The ranges to draw from, one a setting.
  var ranges: [ClosedRange<Double>] { get }

  /// The transform of these ranges, one a setting; traps where one reaches beyond what its setting
  /// allows.
  init(ranges: [ClosedRange<Double>], sampling: ImageSampling)
}

/// A setting that is a range of numbers.
public struct RangeSetting: Sendable, Hashable {
  /// The name in configurations.
  public let name: String
  /// What the range must lie within.
  public let allowed: ClosedRange<Double>
  /// The range where none is named; nil where one must be.
  public let usual: ClosedRange<Double>?

  /// The value that changes nothing: 0, or 1 of a factor.
  var still: Double { allowed.contains(0) ? 0 : 1 }

  /// A setting of that name.
  public init(
    _ name: String, in allowed: ClosedRange<Double>, default usual: ClosedRange<Double>? = nil
  ) {
    self.name = name
    self.allowed = allowed
    self.usual = usual
  }
}

extension RangedTransform {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    var options = sampling?.options ?? [:]
    for (setting, range) in zip(Self.settings, ranges) { options[setting.name] = .range(range) }
    return options
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    var ranges: [ClosedRange<Double>] = []
    for setting in Self.settings {
      ranges.append(
        try options.spread(
          setting.name, in: setting.allowed, around: setting.still, default: setting.usual))
    }
    self.init(ranges: ranges, sampling: try options.sampling())
  }

  /// The same ranges; traps where they are not what the settings allow.
  static func checked(_ ranges: [ClosedRange<Double>]) -> [ClosedRange<Double>] {
    require(
      ranges.count == settings.count,
      "\(typeName): \(ranges.count) ranges, expected \(settings.count)")
    for (setting, range) in zip(settings, ranges) {
      checkRange(range, in: setting.allowed, "\(typeName): \(setting.name)")
    }
    return ranges
  }
}
