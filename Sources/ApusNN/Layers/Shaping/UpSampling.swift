import ApusCore

extension Interpolation: SettingChoice {}

/// The settings of layers that make their input a whole number of times as large.
public struct UpSamplingSettings: Settings {
  /// How many times as long each axis gets; twice unless given.
  public var factors: [Int]?
  /// How the values between are found.
  public var interpolation = Interpolation.nearest
  public static let limits: Limits = ["factors": .size.times(1...3)]
  public static var defaults: Self { Self() }
}

/// A layer that makes each axis of [batch, axes…, channels] a whole number of times as long: what
/// the layers for sequences, images and volumes share.
public protocol UpSampling: SpatialLayer
where Configuration == UpSamplingSettings {}

extension UpSampling {
  /// The layer with these factors, one an axis. Traps if one is not positive.
  public init(
    factors: [Int], interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.init(UpSamplingSettings(factors: factors, interpolation: interpolation), name: name)
  }

  /// The layer with the same factor along all axes. Traps if it is not positive.
  public init(_ factor: Int = 2, interpolation: Interpolation = .nearest, name: String? = nil) {
    self.init(
      factors: [Int](repeating: factor, count: Self.axes), interpolation: interpolation, name: name)
  }

  public init(options: inout Options, name: String?) throws {
    let settings = try UpSamplingSettings(reading: &options)
    guard settings.factors?.count ?? Self.axes == Self.axes else {
      throw options.wrong("factors", "a list of \(Self.axes) whole numbers")
    }
    self.init(settings, name: name)
  }

  /// `settings` with their factors spelled out; traps unless there is one for each axis.
  static func checked(_ settings: UpSamplingSettings) -> UpSamplingSettings {
    var settings = settings
    settings.factors = settings.factors ?? [Int](repeating: 2, count: axes)
    require(
      settings.factors?.count == axes,
      "\(typeName): factors \(settings.factors ?? []); it needs \(axes), each at least 1")
    return settings.checked(in: typeName)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    let sizes = zip(input.shape.dropFirst(), settings.factors ?? []).map { $0 * $1 }
    return resize(input, to: sizes, interpolation: settings.interpolation)
  }
}
