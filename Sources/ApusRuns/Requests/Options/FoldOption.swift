import ApusNN

extension RunOption {
  /// Which part of a cross-validation a run is, which its own files say.
  static let fold = RunOption(
    "fold", nil, "Which part of a cross-validation this is.", isHeading: false,
    value: { $0.training?.fold?.value },
    set: { value, configuration in
      var object = try value.object()
      let method = try object.required("method").choice(
        among: Fold.Method.allCases.map(\.rawValue), "a way to divide")
      let count = try object.required("count").integer(in: 1...Options.largestSize)
      configuration.training = configuration.training ?? TrainingOptions()
      configuration.training?.fold = Fold(
        method: Fold.Method(rawValue: method) ?? .stratified,
        number: try object.required("number").integer(in: 1...count), count: count,
        seed: try object["seed"]?.unsigned() ?? 0)
      try object.finish()
    },
    check: { value, plan in
      if plan.training["validation"] != nil {
        throw value.error("a fold says already what to validate on; leave one out")
      }
    })
}

extension Fold {
  /// As files hold it.
  var value: ConfigurationValue {
    .object([
      "method": .text(method.rawValue), "number": .integer(number), "count": .integer(count),
      "seed": ConfigurationValue(exactly: String(seed)),
    ])
  }
}
