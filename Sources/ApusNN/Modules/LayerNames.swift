import ApusCore

/// Gives layers the names that Keras would: `dense`, `dense_1`, `conv2d`, …, counted within one
/// model.
struct LayerNames {
  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]

  /// Names beside those that the modules choose themselves; traps where two chose the same.
  init(beside ownNames: [String]) {
    for name in ownNames {
      require(
        !name.isEmpty && !name.contains("."),
        "a layer's name \"\(name)\" must have letters and no dot")
      require(taken.insert(name).inserted, "two layers of one model have the name \"\(name)\"")
    }
  }

  /// The module's own name, or one made from its type.
  mutating func name(for module: any Module, named name: String?) -> String {
    name ?? unique(LayerNames.stem(of: typeName(of: module)))
  }

  mutating func unique(_ stem: String) -> String {
    while true {
      let count = counts[stem, default: 0]
      counts[stem] = count + 1
      let candidate = count == 0 ? stem : "\(stem)_\(count)"
      if taken.insert(candidate).inserted { return candidate }
    }
  }

  /// The type's name in lower case, an underscore before each word: `MaxPooling2D` gives
  /// `max_pooling2d`.
  static func stem(of typeName: String) -> String {
    let letters = Array(typeName)
    var result = ""
    for (position, letter) in letters.enumerated() {
      if letter.isUppercase, position > 0 {
        let startsWord = position + 1 < letters.count && letters[position + 1].isLowercase
        if startsWord || letters[position - 1].isLowercase { result += "_" }
      }
      result += letter.lowercased()
    }
    return result
  }
}

/// The name of a module's type without generic arguments; of an operation on tensors the
/// operation's.
func typeName(of module: any Module) -> String {
  if let operation = module as? TensorOperation { return operation.operation }
  let full = String(describing: type(of: module))
  return String(full.prefix { $0 != "<" })
}
