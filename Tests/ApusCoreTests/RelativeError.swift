/// The largest difference, measured by the largest of the expected numbers.
///
/// NaN where one of two differing numbers is not a number and infinite where the counts differ, so
/// that no bound lets them pass. Where the expected numbers are nearly all 0 they are measured by
/// `floor`.
func relativeError(_ found: [Double], _ expected: [Double], floor: Double = 1e-3) -> Double {
  if found.count != expected.count { return .infinity }
  var scale = floor
  for value in expected where value.isFinite { scale = max(scale, value.magnitude) }
  var worst = 0.0
  for (x, y) in zip(found, expected) where x != y {
    let error = (x - y).magnitude / scale
    if error.isNaN { return .nan }
    worst = max(worst, error)
  }
  return worst
}
