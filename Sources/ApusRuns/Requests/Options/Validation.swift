import ApusNN

extension RunOption {
  /// What the run is judged by in place of the test set.
  static let validation = RunOption(
    training: "validation", ("--validation", .value("share")),
    """
    The share of the training set to validate on, in place of the test set; of your own data also \
    a file or folder.
    """, example: 0.1,
    read: { value in
      if let path = value.pathToValidate { return .text(absolutePath(path)) }
      return .number(try value.share())
    },
    check: { value, plan in
      if plan.facts != nil { _ = try value.share() }
    })

  /// Whether classes matter where examples are divided.
  static let unstratified = RunOption(
    training: "unstratified", ("--unstratified", .flag),
    "Draw that share, or folds, without regard to classes.", example: true,
    read: { .flag(try $0.flag()) })
}

extension TrainingOptions {
  /// The share of the training set to validate on, in place of the test set.
  var validation: Double? { self["validation"]?.asNumber }

  /// The file or folder to validate on, in place of a share.
  var validationPath: String? {
    // Earlier versions had a key of its own for it.
    (self["validation"] ?? self["validationPath"])?.text
  }

  /// Whether that share is drawn without regard to classes.
  var unstratified: Bool { self["unstratified"] == .flag(true) }
}

extension YAMLValue {
  /// A text that is no number.
  fileprivate var pathToValidate: String? {
    guard case .text(let text) = content, Double(text) == nil,
      text.contains(where: { !$0.isWhitespace })
    else { return nil }
    return text
  }

  /// A share above 0 and below 1.
  fileprivate func share() throws -> Double {
    let share = try number(in: 0...1)
    guard share > 0, share < 1 else {
      throw error("\(shown) is out of range; expected a share above 0 and below 1")
    }
    return share
  }
}
