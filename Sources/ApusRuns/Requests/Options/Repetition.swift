import ApusNN

extension RunOption {
  /// Where everything random begins.
  static let seed = RunOption(
    "seed", ("--seed", .value("seed")),
    "The seed of all that is random: weights, dropout, the order of examples; 0 by default.",
    example: 0, isForSweeps: true,
    value: { ConfigurationValue(exactly: String($0.seed)) },
    set: { value, configuration in configuration.seed = try value.unsigned() })

  /// The team's threads: the last bits depend on them.
  static let threads = RunOption(
    "threads", nil, "The team's threads; the same number gives the same bits.",
    value: { .integer($0.threads) },
    set: { value, configuration in configuration.threads = try value.integer(in: 1...1024) })
}

extension ConfigurationValue {
  /// A value that files give back as this very text: a number only where it is written so.
  init(exactly text: String) {
    let value = ConfigurationValue(plain: text)
    switch value {
    case .integer, .number, .flag: self = value.inline == text ? value : .text(text)
    default: self = .text(text)
    }
  }
}
