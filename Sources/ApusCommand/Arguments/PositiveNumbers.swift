import ArgumentParser

/// Throws where an option's value is below 1.
func positive(_ value: Int?, _ option: String) throws {
  if let value, value < 1 { throw ValidationError("\(option) \(value): expected at least 1") }
}
