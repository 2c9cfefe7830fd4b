import ApusNN

/// Names of classes or categories in a fixed order: by value where all of them are numbers, else by
/// their bytes.
func namesInOrder(_ names: Set<String>) -> [String] {
  let numbers = names.compactMap { name in
    decimalNumber(name, allowsComma: true).map { (value: $0, name: name) }
  }
  guard numbers.count == names.count else {
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
  return numbers.sorted { ($0.value, $0.name) < ($1.value, $1.name) }.map(\.name)
}
