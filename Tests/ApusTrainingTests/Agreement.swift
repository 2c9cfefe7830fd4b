import ApusCore

/// Whether all elements agree to `tolerance` of the greatest.
func agrees(_ found: Tensor, _ expected: Tensor, within tolerance: Double = 1e-6) -> Bool {
  guard found.shape == expected.shape else { return false }
  let scale = max(1, expected.doubles.map(abs).max() ?? 0)
  return zip(found.doubles, expected.doubles).allSatisfy { abs($0 - $1) <= tolerance * scale }
}
