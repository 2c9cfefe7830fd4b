import ApusData
import ApusFiles
import ApusNN
import ApusTraining

/// How a run trains beyond its recipe's settings: what watches it, what is measured, how examples
/// and gradients are treated.
///
/// Part of a run's configuration, so a run that is resumed or repeated is treated the same. Each
/// value is that of a ``RunOption``, under its key. Callbacks, metrics and steps of the
/// augmentation are objects with a `name` and settings.
public struct TrainingOptions: Codable, Equatable, Sendable {
  private var values: [String: ConfigurationValue] = [:]
  /// Which part of a cross-validation this is.
  public var fold: Fold?

  /// Options that change nothing.
  public init() {}

  private enum CodingKeys: CodingKey { case fold }

  /// Reads what `config.json` holds.
  public init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: ConfigurationValue].self)
    values["fold"] = nil
    fold = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(
      Fold.self, forKey: .fold)
  }

  /// Writes what `config.json` holds.
  public func encode(to encoder: any Encoder) throws {
    try values.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(fold, forKey: .fold)
  }

  /// The value of an option; nil where nothing is said.
  public subscript(key: String) -> ConfigurationValue? {
    get { values[key] }
    set { values[key] = newValue }
  }

  /// The elements of an option that is a list.
  func list(_ key: String) -> [ConfigurationValue] {
    if case .list(let elements)? = values[key] { elements } else { [] }
  }

  /// Whether nothing is changed.
  var isPlain: Bool { self == TrainingOptions() }

  /// Throws where a value is none that its option takes: those of a file that is damaged, for a
  /// request is checked value by value.
  func check() throws {
    for option in RunOption.all {
      guard let read = option.read, let value = values[option.key] else { continue }
      do {
        _ = try read(YAMLValue(option: option.key, value))
      } catch let error as FileError {
        throw RecipeError(error.description)
      }
    }
  }

  /// What a run with these options learns from and is judged by.
  ///
  /// - Throws: ``TrainingError`` where a part would be without examples.
  func split(_ whole: DatasetSplits, seed: UInt64) throws -> DatasetSplits {
    let parts: DatasetSplits
    if let fold {
      parts = try fold.split(whole.train)
    } else if let validation {
      parts =
        unstratified
        ? whole.train.holdOut(testFraction: validation, seed: seed)
        : try whole.train.stratifiedSplit(testFraction: validation, seed: seed)
    } else {
      return whole
    }
    guard parts.train.count > 0, parts.test.count > 0 else {
      throw TrainingError(
        """
        \(whole.train.count) examples give \(parts.train.count) to train on and \
        \(parts.test.count) to validate; choose another share
        """
      )
    }
    return parts
  }
}

extension ConfigurationValue {
  /// The name of an object; nil where it has none.
  var name: String? {
    if case .object(let values) = self, case .text(let name)? = values["name"] { name } else { nil }
  }

  /// The whole number that it is; nil where it is none.
  var whole: Int? { if case .integer(let value) = self { value } else { nil } }

  /// The text that it is; nil where it is none.
  var text: String? { if case .text(let value) = self { value } else { nil } }
}
