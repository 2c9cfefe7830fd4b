import ApusData
import ApusFiles
import ApusNN

/// A layer of Keras, the layer here that does the same, and which settings are which.
struct KerasLayerKind: Sendable {
  typealias Setting = (keras: String, apus: String, form: Form)

  let keras: String
  let apus: String
  let settings: [Setting]
  /// Settings that must be so where they are there.
  let fixed: [String: [ConfigurationValue]]

  init(
    _ keras: String, as apus: String? = nil, _ settings: [Setting] = [],
    fixed: [String: [ConfigurationValue]] = [:]
  ) {
    self.keras = keras
    self.apus = apus ?? keras
    self.settings = settings
    self.fixed = fixed
  }

  /// The layer here that `layer` describes.
  ///
  /// - Throws: ``FileError`` about `path` for a layer or setting that this library does not have.
  static func configuration(
    of layer: KerasObject, named name: String, path: String
  ) throws -> LayerConfiguration {
    func refused(_ what: String) -> FileError {
      FileError(
        path, "layer \(quoted(name)): \(what); build the model here and load its weights")
    }
    guard let kind = byName[layer.className] else {
      throw refused("Keras's \(quoted(layer.className)) cannot be imported")
    }
    var options: [String: ConfigurationValue] = [:]
    var rest = layer.settings.filter { !isPassedOver($0.key) }
    for setting in kind.settings {
      guard let value = rest.removeValue(forKey: setting.keras) else { continue }
      if value == .null, setting.form != .axes { continue }
      guard let converted = setting.form.converted(value) else {
        throw refused("its setting \(setting.keras) is \(value.shown)")
      }
      options[setting.apus] = converted
    }
    for (key, value) in rest.sorted(by: { $0.key < $1.key }) {
      let allowed = common[key] ?? kind.fixed[key] ?? []
      guard value == .null || value == .flag(false) || allowed.contains(value) else {
        throw refused(
          "its setting \(key) is \(value.shown), which is not known here")
      }
    }
    return LayerConfiguration(type: kind.apus, name: name, options: options)
  }

  /// Whether a setting here matters to training only.
  static func isOfTraining(_ key: String) -> Bool {
    ["Initializer", "Regularizer", "Constraint"].contains { key.hasSuffix($0) }
  }

  /// Settings of training, and what says nothing of the function.
  private static func isPassedOver(_ key: String) -> Bool {
    ["_initializer", "_regularizer", "_constraint"].contains { key.hasSuffix($0) }
      || [
        "name", "trainable", "dtype", "seed", "batch_input_shape", "input_length", "synchronized",
        "renorm_momentum", "fused", "implementation",
      ].contains(key)
  }

  /// Settings that many layers have, and the values that are the only ones here.
  private static let common: [String: [ConfigurationValue]] = [
    "data_format": ["channels_last"], "quantization_config": [], "noise_shape": [],
    "supports_masking": [true], "lora_rank": [],
  ]

  static let byName = Dictionary(all.map { ($0.keras, $0) }) { first, _ in first }
  /// By this library's names; of several names in Keras the newest.
  static let byOwnName = Dictionary(all.map { ($0.apus, $0) }) { first, _ in first }
}
