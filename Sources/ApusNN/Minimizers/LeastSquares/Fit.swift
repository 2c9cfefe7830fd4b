/// A point with its residuals r and ½‖r‖².
struct Fit {
  let point: [Double]
  let residuals: [Double]
  let value: Double

  init(at point: [Double], of function: Residuals) throws {
    self.point = point
    residuals = try function.values(at: point)
    value = 0.5 * dot(residuals, residuals)
  }
}
