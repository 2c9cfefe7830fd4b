import ApusCore

/// Traps where a probability is none.
func checkProbability(_ probability: Double, _ what: @autoclosure () -> String) {
  require(0...1 ~= probability, "\(what()): a probability of \(probability), not in 0...1")
}

/// Traps where a range of values to draw reaches beyond what is allowed.
func checkRange(
  _ range: ClosedRange<Double>, in allowed: ClosedRange<Double>, _ what: @autoclosure () -> String
) {
  require(
    allowed.contains(range.lowerBound) && allowed.contains(range.upperBound),
    "\(what()) in \(range), expected within \(allowed)")
}

/// Why images have no colours: they are defined for one channel and for three.
func refusalOfColours(_ shape: Shape, _ what: String) -> String? {
  shape[2] == 1 || shape[2] == 3
    ? nil : "\(what): \(shape[2]) channels, expected 1 (grey) or 3 (RGB)"
}
