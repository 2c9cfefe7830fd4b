import ApusData
import ApusNN
import ApusTraining

extension RunOption {
  /// What the examples of each class count for.
  static let classWeights = RunOption(
    training: "classWeights", ("--class-weights", .value("weights")),
    "What examples count for: balanced, a number for each class, 1,2,0.5, or for some, cat=2,0=3.",
    example: "balanced", isForLabels: true,
    read: { value in
      guard case .text(let text) = value.content else { return value.configurationValue }
      return try value.at { try ClassWeights.value(of: text) }
    },
    check: { value, plan in
      if let facts = plan.facts {
        try value.at { _ = try plan.training.makeClassWeights(facts.classNames) }
      }
      if plan.training.mixesExamples {
        throw value.error("examples that MixUp or CutMix mixes are of no one class; leave one out")
      }
    })
}

extension TrainingOptions {
  /// What the examples of each class count for; nil where all count the same.
  ///
  /// - Parameter classNames: what the classes are called.
  /// - Parameter dataset: the examples, for balanced weights; nil only checks.
  func makeClassWeights(
    _ classNames: [String], _ dataset: (any Dataset)? = nil
  ) throws -> [Double]? {
    try self["classWeights"].flatMap { try ClassWeights($0).weights(of: classNames, in: dataset) }
  }
}

/// What the examples of each class count for, as a run's configuration says it: `balanced`, a
/// number for each class in order, or numbers for some classes by name or by place, as Keras's
/// `class_weight` has them; the others count 1.
struct ClassWeights {
  private let value: ConfigurationValue

  init(_ value: ConfigurationValue) { self.value = value }

  /// The weights of classes in order.
  ///
  /// - Parameters:
  ///   - classNames: what the classes are called.
  ///   - dataset: the examples, for balanced weights; nil only checks, and gives nil for these.
  /// - Throws: ``RecipeError`` where this is not possible for these classes.
  func weights(of classNames: [String], in dataset: (any Dataset)?) throws -> [Double]? {
    switch value {
    case .text("balanced"): return try dataset.map { try balance(of: $0).weights }
    case .list(let values):
      let numbers = values.compactMap(Self.weight)
      guard numbers.count == values.count, numbers.count == classNames.count else {
        throw RecipeError(
          """
          \(values.count) class weights; expected a number from 0 on for each of \
          \(classNames.count) classes
          """
        )
      }
      return numbers
    case .object(let entries):
      var weights: [Int: Double] = [:]
      for (name, value) in entries.sorted(by: { $0.key < $1.key }) {
        let place = try Self.place(of: name, in: classNames)
        guard let weight = Self.weight(value) else {
          throw RecipeError(
            """
            the class weight \(value.description.prefix(60)) of \(name.prefix(60)); expected a \
            number from 0 on
            """
          )
        }
        guard weights.updateValue(weight, forKey: place) == nil else {
          throw RecipeError("the class \(classNames[place]) has two weights; leave one out")
        }
      }
      return classNames.indices.map { weights[$0] ?? 1 }
    default:
      throw RecipeError(
        """
        class weights of \(value.description.prefix(60)); expected balanced, a list of numbers, or \
        a number for some of \(Self.listed(classNames))
        """
      )
    }
  }

  /// The value that a command line means: `balanced`, `1,2,0.5` or `setosa=2,virginica=0.5`.
  ///
  /// - Throws: ``RecipeError`` where only some have a name, or one has two weights.
  static func value(of text: String) throws -> ConfigurationValue {
    guard text.contains("=") else {
      guard text.contains(",") else { return ConfigurationValue(plain: text) }
      return .list(
        text.split(separator: ",").map { ConfigurationValue(plain: String($0)) })
    }
    var weights: [String: ConfigurationValue] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equals = part.lastIndex(of: "="), equals != part.startIndex else {
        throw RecipeError("'\(part.prefix(60))' is no weight of a class; expected class=number")
      }
      let name = String(part[..<equals])
      let number = String(part[part.index(after: equals)...])
      let weight = ConfigurationValue(plain: number)
      guard weights.updateValue(weight, forKey: name) == nil else {
        throw RecipeError("the class \(name.prefix(60)) has two weights; leave one out")
      }
    }
    return .object(weights)
  }

  private static func weight(_ value: ConfigurationValue) -> Double? {
    value.asNumber.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
  }

  /// Which class is meant: by its name, its place from 0, or a part of the name that no other class
  /// has.
  private static func place(of name: String, in classNames: [String]) throws -> Int {
    if let place = classNames.firstIndex(of: name) { return place }
    if let place = Int(name) {
      if classNames.indices.contains(place) { return place }
    } else if !name.isEmpty {
      let part = name.lowercased()
      let places = classNames.indices.filter { classNames[$0].lowercased().contains(part) }
      if places.count == 1 { return places[0] }
    }
    throw RecipeError(
      "there is no class '\(name.prefix(60))' to weight; expected some of \(listed(classNames))")
  }

  /// The names of classes, as many as a line holds, and their places.
  private static func listed(_ names: [String]) -> String {
    names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
      + ", or 0 to \(names.count - 1)"
  }

  private func balance(of dataset: some Dataset) throws -> ClassBalance {
    try ClassBalance(of: dataset)
  }
}
