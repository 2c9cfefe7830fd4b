import ArgumentParser

/// Throws where an option's value is below 1 or above `most`, beyond which neither memory nor patience would suffice.
func positive(_ value: Int?, _ option: String, atMost most: Int = 1_000_000_000) throws {
  if let value, !(1...most ~= value) {
    throw ValidationError("\(option) \(value): expected a whole number from 1 to \(most)")
  }
}
