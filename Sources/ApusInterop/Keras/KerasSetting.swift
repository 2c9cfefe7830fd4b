import ApusNN

/// A setting of a layer: what Keras calls it, what it is called here, and how its value changes.
struct KerasSetting: Sendable, ExpressibleByStringLiteral {
  let keras: String
  let own: String
  let form: Form

  /// - Parameter own: the name here; nil: Keras's, written as `useBias` for `use_bias`.
  init(_ keras: String, _ own: String? = nil, _ form: Form = .same) {
    self.keras = keras
    self.own = own ?? camelCase(keras)
    self.form = form
  }

  /// A setting of the same name and value.
  init(stringLiteral name: String) { self.init(name) }

  /// The activation function at a layer's end.
  static let activation = KerasSetting("activation", nil, .activation)

  /// Whether a setting here matters to training only.
  static func isOfTraining(_ key: String) -> Bool {
    ["Initializer", "Regularizer", "Constraint"].contains { key.hasSuffix($0) }
  }

  /// Settings of Keras that matter to training only, and those that say nothing of the function.
  static func isPassedOver(_ key: String) -> Bool {
    ["_initializer", "_regularizer", "_constraint"].contains { key.hasSuffix($0) }
      || [
        "name", "trainable", "dtype", "seed", "batch_input_shape", "input_length", "synchronized",
        "renorm_momentum", "fused", "implementation",
      ].contains(key)
  }

  /// Settings of Keras that many layers have, and the values that they may have.
  static let common: [String: [ConfigurationValue]] = [
    "data_format": ["channels_last"], "quantization_config": [], "noise_shape": [],
    "supports_masking": [true], "lora_rank": [],
  ]
}

/// `useBias` for `use_bias`.
func camelCase(_ name: String) -> String {
  let words = name.split(separator: "_")
  return words.prefix(1).joined()
    + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
}

extension KerasSetting {
  /// How a setting's value changes.
  enum Form: Equatable, Sendable {
    /// It stays.
    case same
    /// A name in Keras's spelling, `log_softmax`.
    case activation
    /// A name for how a window passes over the ends; here there may be numbers instead.
    case padding
    /// Whole numbers for each axis, or one for all of so many.
    case extents(Int)
    /// One whole number, also in a list of one.
    case integer
    /// Whole numbers, also one alone.
    case integers
    /// The same, none for null.
    case axes
    /// Numbers, also one alone or in lists of lists.
    case numbers
    /// Numbers before and after each of so many axes: pairs, one number for both, or one for all.
    case margins(Int)
  }
}

extension KerasSetting.Form {
  /// The value here; nil where it is none of this form.
  func converted(_ value: ConfigurationValue) -> ConfigurationValue? {
    switch self {
    case .same: return value
    case .integer: return value.integerValue.map { .integer($0) }
    case .padding: return value.textValue.map { .text($0) }
    case .axes where value == .null: return .list([])
    case .integers, .axes:
      return value.elements == nil ? value.integerValue.map { [.integer($0)] } : value
    case .numbers: return value.numbers.map { .list($0) }
    case .extents(let rank):
      if case .integer = value { return .list([ConfigurationValue](repeating: value, count: rank)) }
      return value
    case .activation:
      guard let name = value.textValue else { return nil }
      let own = KerasSetting.activation(named: name)
      return ActivationFunction(named: own) == nil ? nil : .text(own)
    case .margins(let rank):
      if case .integer = value {
        return .list([ConfigurationValue](repeating: value, count: 2 * rank))
      }
      guard let elements = value.elements else { return nil }
      if rank == 1 { return value }
      return .list(elements.flatMap { $0.elements ?? [$0, $0] })
    }
  }

  /// Keras's value for one here; nil where it has none.
  func kerasValue(_ value: ConfigurationValue) -> ConfigurationValue? {
    switch self {
    case .same, .integer, .integers, .numbers: return value
    // Not every layer of sequences takes a list of one.
    case .extents(let rank):
      return rank == 1 ? value.integerValue.map { .integer($0) } ?? value : value
    case .padding: return value.textValue.map { .text($0) }
    case .axes: return value == [] ? .null : value
    case .activation:
      return value.textValue.flatMap { KerasSetting.kerasActivation($0) }.map { .text($0) }
    case .margins(let rank):
      guard let elements = value.elements, elements.count == 2 * rank else { return nil }
      if rank == 1 { return value }
      return .list(
        stride(from: 0, to: 2 * rank, by: 2).map { .list([elements[$0], elements[$0 + 1]]) })
    }
  }
}

extension ConfigurationValue {
  /// All numbers of a number, a list, or a list of lists, in order; nil where anything else is
  /// among them.
  fileprivate var numbers: [ConfigurationValue]? {
    switch self {
    case .integer, .number: return [self]
    case .list(let elements):
      let parts = elements.compactMap(\.numbers)
      return parts.count == elements.count ? parts.flatMap { $0 } : nil
    default: return nil
    }
  }
}
