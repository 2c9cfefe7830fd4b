import ApusCore

/// A layer that keeps its settings as one value, from which everything that describes it follows.
///
/// ```swift
/// final class Scale: ConfiguredLayer {
///   struct Configuration: Settings {
///     var factor = 1.0
///     static var defaults: Self { Self() }
///   }
///   static let summary = "its input times a number"
///   let settings: Configuration, name: String?
///
///   init(_ settings: Configuration, name: String? = nil) {
///     (self.settings, self.name) = (settings, name)
///   }
///   func callAsFunction(_ input: Tensor) -> Tensor { input * settings.factor }
/// }
/// ```
///
/// The settings are members of the layer, too: `scale.factor`.
public protocol ConfiguredLayer: ConfiguredModule, Layer {}

/// A module that keeps its settings as one value; layers of one input are ``ConfiguredLayer``s.
@dynamicMemberLookup
public protocol ConfiguredModule: ConfigurableModule {
  /// The settings' type, by convention nested as `Configuration`.
  associatedtype Configuration: Settings

  /// The settings.
  var settings: Configuration { get }

  /// The layer with these settings. Traps if they are not possible.
  init(_ settings: Configuration, name: String?)
}

extension ConfiguredModule {
  /// A setting by its name.
  public subscript<Value>(dynamicMember member: KeyPath<Configuration, Value>) -> Value {
    settings[keyPath: member]
  }

  public static var defaultOptions: [String: ConfigurationValue] { Configuration.defaults.options }

  public var options: [String: ConfigurationValue] { settings.options }

  /// True: the layer's parameters and modules stay the same objects, unless a type says otherwise.
  public var hasFixedChildren: Bool { true }

  public init(options: inout Options, name: String?) throws {
    self.init(try Configuration(reading: &options), name: name)
  }
}
