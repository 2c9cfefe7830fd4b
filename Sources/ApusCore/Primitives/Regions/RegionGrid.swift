/// Bins of regions of interest: how boxes become weights of places of a feature map.
package struct RegionGrid: Sendable, Hashable {
  package enum Rule: Sendable, Hashable {
    /// Each bin is the mean of `samples` values a side at evenly spaced places, between which
    /// values are interpolated; as many as the bin is long where nil. Places are centres of cells
    /// where `halfPixel`, else corners.
    case sampled(samples: Int?, halfPixel: Bool)
    /// Boxes are rounded to whole places, and bins take all of theirs. The place at the box's end
    /// is its own where `includesEnd`.
    case rounded(includesEnd: Bool)
  }

  package let rows: Int
  package let columns: Int
  /// Of coordinates of boxes to those of features.
  package let scale: Double
  package let rule: Rule
  /// Whether each bin has channels of its own.
  package let isPositionSensitive: Bool

  package var attributes: [String: Attribute] {
    var result: [String: Attribute] = [
      "bins": .integers([rows, columns]), "scale": .number(scale),
      "isPositionSensitive": .flag(isPositionSensitive),
    ]
    switch rule {
    case .sampled(let samples, let halfPixel):
      result["samples"] = .integer(samples ?? 0)
      result["halfPixel"] = .flag(halfPixel)
    case .rounded(let includesEnd): result["includesEnd"] = .flag(includesEnd)
    }
    return result
  }

  /// [boxes, rows, columns, channels of a bin]; traps where features and boxes do not fit.
  func outputShape(
    features: Shape, boxes: TensorType, in operation: String
  ) throws(ShapeError) -> Shape {
    try ensure(
      features.rank == 4 && boxes.shape.rank == 2 && boxes.shape[1] == 5
        && boxes.dtype.isFloatingPoint,
      """
      \(operation): features \(features), boxes \(boxes); expected [batch, height, width, \
      channels] and floating-point [boxes, 5]
      """
    )
    let bins = isPositionSensitive ? rows * columns : 1
    try ensure(
      features[1] > 0 && features[2] > 0 && features[3] % bins == 0
        && features[1] * features[2] <= Int(Int32.max),
      """
      \(operation): features \(features) for \(rows)×\(columns) bins; extents must not be 0 and \
      channels divisible by the bins that have their own
      """
    )
    return [boxes.shape[0], rows, columns, features[3] / bins]
  }

  /// Adds a row for each of `count` bins of a box that reaches from `low` to `high` along an axis
  /// of the features, which has as many places as the matrix has columns.
  func append(_ count: Int, from low: Double, to high: Double, to matrix: inout BandedMatrix) {
    // Far beyond any feature map, and small enough that whole places and samples can be counted.
    func place(_ coordinate: Double) -> Double {
      let scaled = coordinate * scale
      return scaled.isFinite ? min(max(scaled, -1e9), 1e9) : scaled
    }
    let (low, high) = (place(low), place(high))
    switch rule {
    case .sampled(let samples, let halfPixel):
      let start = low - (halfPixel ? 0.5 : 0)
      let length = halfPixel ? high - low : max(high - low, 1)
      let bin = length / Double(count)
      for i in 0..<count {
        appendSamples(
          samples.map(Double.init) ?? bin.rounded(.up), from: start + Double(i) * bin, over: bin,
          to: &matrix)
      }
    case .rounded(let includesEnd):
      guard low.isFinite, high.isFinite else {
        for _ in 0..<count { matrix.append(EmptyCollection(), from: 0) }
        return
      }
      let first = Int(low.rounded(.toNearestOrAwayFromZero))
      let last = Int(high.rounded(.toNearestOrAwayFromZero))
      let length = max(last - first + (includesEnd ? 1 : 0), 1)
      func clipped(_ place: Int) -> Int { min(max(place, 0), matrix.columns) }
      for i in 0..<count {
        let begin = clipped(first + i * length / count)
        let end = clipped(first + ((i + 1) * length + count - 1) / count)
        matrix.append(repeatElement(1 / Double(end - begin), count: end - begin), from: begin)
      }
    }
  }

  /// Adds the row of a bin that is the mean of `samples` values, each at the middle of its share of
  /// `length`.
  ///
  /// A value beyond the map by more than a place is 0; up to there it is that of the border.
  private func appendSamples(
    _ samples: Double, from start: Double, over length: Double, to matrix: inout BandedMatrix
  ) {
    let extent = Double(matrix.columns)
    let step = length / samples
    guard samples > 0, start.isFinite, step.isFinite else {
      matrix.append(EmptyCollection(), from: 0)
      return
    }
    // Of a box much larger than the map only the samples near it are visited; of one turned round,
    // the last first.
    let ends = [-1 - start, extent - start].map { $0 / step - 0.5 }
    let isPoint = step == 0
    var sample = isPoint ? 0 : max(0, min(ends[0], ends[1]).rounded(.down))
    let last = isPoint ? samples - 1 : min(samples - 1, max(ends[0], ends[1]).rounded(.up))
    var weights: [Double] = []
    var begin = 0
    func add(_ weight: Double, at place: Int) {
      if weights.isEmpty { begin = place }
      if place < begin {
        weights.insert(contentsOf: repeatElement(0, count: begin - place), at: 0)
        begin = place
      }
      while begin + weights.count <= place { weights.append(0) }
      weights[place - begin] += weight / samples
    }
    while sample <= last {
      let place = start + (sample + 0.5) * step
      sample += 1
      guard place >= -1, place <= extent else { continue }
      let inside = min(max(place, 0), extent - 1)
      let below = Int(inside)
      let fraction = inside - Double(below)
      add(1 - fraction, at: below)
      if fraction > 0 { add(fraction, at: below + 1) }
    }
    matrix.append(weights, from: begin)
  }
}
