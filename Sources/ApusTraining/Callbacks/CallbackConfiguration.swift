import ApusData
import ApusFiles
import ApusNN
import ApusPlot

typealias CallbackKind = Registry<any Callback>.Entry

/// The callbacks that a configuration can name, with their settings.
///
/// ```swift
/// let callback = try CallbackConfiguration.makeCallback(
///   .object(["name": "EarlyStopping", "patience": 3, "restoreBestWeights": true]))
/// ```
///
/// Every rule of early stopping has a name of its own. Callbacks made of closures have none.
public enum CallbackConfiguration {
  /// The names of all callbacks.
  public static var names: [String] { Registry<any Callback>.callbacks.names }

  /// The callback that `value`, an object with a name and settings, describes.
  ///
  /// - Throws: ``ConfigurationError`` where its name or a setting is not known or not possible.
  public static func makeCallback(_ value: ConfigurationValue) throws -> any Callback {
    try Registry<any Callback>.callbacks.make(value)
  }
}

extension Registry<any Callback> {
  /// The callbacks of the library, and those that the program adds (``Library``).
  public static var callbacks: Registry { added.all.reduce(library) { $0.adding($1) } }

  static let added = Additions<Entry>()

  private static let library = Registry(
    "a callback",
    [
      .earlyStopping, .generalizationLoss, .successiveRises, .valueReached, .terminateOnNaN,
      .gradientAlarm, .reduceLROnPlateau, .stagedTraining, .modelCheckpoint, .weightAverage,
      .csvLogger, .tensorBoard, .gradientNorms, .updateRatios, .weightVariances, .deadReLUs,
    ])
}

/// A callback that watches figures of every layer and can show them.
public protocol WatchingCallback: Callback {
  /// The figures so far.
  var curves: LayerCurves { get }
  /// The figures as a chart.
  var chart: Chart { get }
}

extension GradientNorms: WatchingCallback {}
extension UpdateRatios: WatchingCallback {}
extension WeightVariances: WatchingCallback {}
extension DeadReLUs: WatchingCallback {}

/// The settings that several callbacks have.
extension Options {
  /// The value that is watched.
  mutating func monitor(default: String = "val_loss") throws -> Monitor {
    let name = try text("monitor") ?? `default`
    guard try text("direction") != nil else { return Monitor(name) }
    return Monitor(name, try choice("direction", default: Monitor.Direction.minimize))
  }

  /// How many updates lie between two looks.
  mutating func every() throws -> Int { try integer("every", default: 1) }

  /// The name of a file or folder in the run's folder, not one of the run's own. It gets
  /// `ending` unless it ends so.
  mutating func place(_ name: String, ending: String = "") throws -> String? {
    let path = try text(name).map(withHomeFolder)
    if let path, RunFolder.ownsRelative(path.hasSuffix(ending) ? path : path + ending) {
      throw wrong(name, "another than the run's own files")
    }
    return path
  }

  /// A number that may be left out.
  mutating func number(_ name: String, ifGivenIn range: ClosedRange<Double>) throws -> Double? {
    value(name) == nil ? nil : try number(name, in: range)
  }

  /// A whole number that may be left out.
  mutating func integer(ifGiven name: String) throws -> Int? {
    value(name) == nil ? nil : try integer(name)
  }

  /// Early stopping by a rule.
  mutating func stopping(
    _ rule: any StoppingRule, monitor: String = "val_loss"
  ) throws -> EarlyStopping {
    let monitor = try self.monitor(default: monitor)
    return EarlyStopping(
      rule, monitor: monitor.name, direction: monitor.direction,
      restoreBestWeights: try flag("restoreBestWeights", default: false),
      startFromEpoch: try integer("startFromEpoch", in: 0...Options.largestSize, default: 0))
  }
}
