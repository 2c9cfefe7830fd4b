import ArgumentParser

/// Throws where an option's value is below `least` or above `most`, beyond which neither memory nor
/// patience would suffice.
func positive(
  _ value: Int?, _ option: String, atLeast least: Int = 1, atMost most: Int = 1_000_000_000
) throws {
  if let value, !(least...most ~= value) {
    throw ValidationError("\(option) \(value): expected a whole number from \(least) to \(most)")
  }
}
