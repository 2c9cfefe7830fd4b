import ApusCore
import ApusFiles
import ApusNN

/// A layer that Keras has too, under the same name.
protocol KerasLayer: ConfigurableModule {
  /// Which of its settings are which of Keras's.
  static var keras: KerasRule { get }

  /// Its variables in Keras's order; none unless a layer says otherwise. The layer must be built.
  var kerasVariables: [KerasVariable] { get }
}

extension KerasLayer {
  var kerasVariables: [KerasVariable] { [] }
}

/// The layers that Keras has too.
enum KerasLayers {
  /// All of them, a list for each family.
  static let all: [any KerasLayer.Type] =
    products + activations + dropouts + merges + normalizations + attentions + convolutions
    + poolings + shapings

  /// Returns the layer with this name in Keras 3 or an earlier version, or nil if Apus has none.
  static func named(_ name: String) -> (any KerasLayer.Type)? { byName[name] }

  private static let byName = Dictionary(
    all.flatMap { type in ([type.typeName] + type.keras.earlierNames).map { ($0, type) } }
  ) { first, _ in first }
}

/// What Keras calls the settings of a layer, and what a network's meaning needs of it.
struct KerasRule: Sendable {
  var settings: [KerasSetting] = []
  /// Names of earlier versions of Keras.
  var earlierNames: [String] = []
  /// Settings without a counterpart, and the values that they may have.
  var fixed: [String: [ConfigurationValue]] = [:]
  var effect = ValueEffect.changes
  /// Whether Keras gives it a value twice that it takes once here: attention of a sequence to
  /// itself.
  var takesInputTwice = false
}

extension KerasLayer {
  /// The description of this layer for Keras's settings.
  ///
  /// - Throws: ``FileError`` about `path` for a setting that the layer does not have here.
  static func configuration(
    of settings: [String: ConfigurationValue], named name: String, path: String
  ) throws -> LayerConfiguration {
    func refused(_ key: String, _ value: ConfigurationValue, _ why: String = "") -> FileError {
      .refused(name, "its setting \(key) is \(value.shown)\(why)", path)
    }
    var options: [String: ConfigurationValue] = [:]
    var rest = settings.filter { !KerasSetting.isPassedOver($0.key) }
    for setting in keras.settings {
      guard let value = rest.removeValue(forKey: setting.keras) else { continue }
      if value == .null, setting.form != .axes { continue }
      guard let converted = setting.form.converted(value) else {
        throw refused(setting.keras, value)
      }
      options[setting.own] = converted
    }
    for (key, value) in rest.sorted(by: { $0.key < $1.key }) {
      let allowed = KerasSetting.common[key] ?? keras.fixed[key] ?? []
      guard value == .null || value == .flag(false) || allowed.contains(value) else {
        throw refused(key, value, ", which is not known here")
      }
    }
    return LayerConfiguration(type: typeName, name: name, options: options)
  }

  /// Keras's settings for those of this layer.
  ///
  /// - Throws: ``FileError`` about `path` for a value that Keras does not have.
  static func kerasSettings(
    of layer: LayerConfiguration, named name: String, path: String
  ) throws -> [String: ConfigurationValue] {
    var settings: [String: ConfigurationValue] = ["name": .text(name)]
    var written: Set<String> = []
    for setting in keras.settings {
      guard let value = layer.options[setting.own], written.insert(setting.own).inserted else {
        continue
      }
      guard let converted = setting.form.kerasValue(value) else {
        throw FileError.lacking(name, "\(typeName) with \(setting.own) \(value)", path)
      }
      settings[setting.keras] = converted
    }
    return settings
  }
}

extension FileError {
  /// A layer of Keras that cannot be made here.
  static func refused(_ layer: String, _ what: String, _ path: String) -> FileError {
    FileError(path, "layer \(quoted(layer)): \(what); build the model here and load its weights")
  }

  /// A layer here that Keras does not have.
  static func lacking(_ layer: String, _ what: String, _ path: String) -> FileError {
    FileError(
      path, "cannot hold layer \(quoted(layer)): Keras has no \(what); export ONNX or safetensors")
  }
}
