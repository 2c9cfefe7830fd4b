import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Resizing.
  static let resizing: [ONNXOperator] = [
    ONNXOperator("Resize", 1...4, versions: 11...28, forms: [1, 2, 3]) { try $0.resize() },
    ONNXOperator("Upsample", 1...2, forms: [1]) { try $0.upsample() },
  ]
}

extension ONNXCall {
  fileprivate func upsample() throws -> [Tensor] {
    let x = try input(0, .floats)
    let scales = try scales(1) ?? numbers("scales")
    guard let scales, scales.count == x.rank, scales.allSatisfy({ 1e-3...1e4 ~= $0 }) else {
      throw fail("scales must be a number for each of the \(x.rank) axes")
    }
    var rule = ONNXResampling(mode: try text("mode", default: "nearest"))
    rule.coordinates = "asymmetric"
    rule.rounding = "floor"
    let sizes = zip(x.shape, scales).map { Int((Double($0) * $1).rounded(.down)) }
    return [try resampled(x, to: sizes, scales: scales, rule)]
  }

  fileprivate func resize() throws -> [Tensor] {
    let x = try input(0, .floats)
    try expectElements(x)
    let axes = try axes(integers("axes") ?? Array(0..<x.rank), rank: x.rank)
    var rule = ONNXResampling(mode: try text("mode", default: "nearest"))
    rule.coordinates = try text("coordinate_transformation_mode", default: "half_pixel")
    rule.rounding = try text("nearest_mode", default: "round_prefer_floor")
    rule.cubic = try number("cubic_coeff_a", default: -0.75)
    rule.excludesOutside = try flag("exclude_outside")
    rule.antialiases = try flag("antialias")
    var sizes = x.shape.array, scales = [Double](repeating: 1, count: x.rank)
    if let named = try list(3) {
      guard named.count == axes.count, named.allSatisfy({ 1...1 << 30 ~= $0 }) else {
        throw fail("sizes \(named.prefix(9)) for \(axes.count) axes")
      }
      var factors = zip(axes, named).map { Double($1) / Double(x.shape[$0]) }
      let policy = try text("keep_aspect_ratio_policy", default: "stretch")
      if policy != "stretch" {
        let least = factors.min() ?? 1, greatest = factors.max() ?? 1
        guard policy == "not_larger" || policy == "not_smaller" else {
          throw fail("keep_aspect_ratio_policy is \(quoted(policy))")
        }
        factors = factors.map { _ in policy == "not_larger" ? least : greatest }
      }
      for (place, axis) in axes.enumerated() {
        scales[axis] = factors[place]
        sizes[axis] =
          policy == "stretch"
          ? named[place] : Int((factors[place] * Double(x.shape[axis])).rounded())
      }
    } else {
      guard let named = try self.scales(2), named.count == axes.count,
        named.allSatisfy({ 1e-3...1e4 ~= $0 })
      else { throw fail("it needs sizes, or scales from 0.001 to 10,000") }
      for (place, axis) in axes.enumerated() {
        scales[axis] = named[place]
        sizes[axis] = Int((named[place] * Double(x.shape[axis])).rounded(.down))
      }
    }
    return [try resampled(x, to: sizes, scales: scales, rule)]
  }

  /// The numbers of input `position`; nil where it is left out or empty.
  private func scales(_ position: Int) throws -> [Double]? {
    guard let tensor = optional(position), tensor.elementCount > 0 else { return nil }
    guard tensor.rank == 1, tensor.dtype.isFloatingPoint else {
      throw fail("the scales must be a list of numbers")
    }
    return try known(position).doubles
  }

  /// Numbers among the settings.
  private func numbers(_ key: String) throws -> [Double]? {
    switch node.attributes[key] {
    case .numbers(let values): return values.map { Double($0) }
    case nil: return nil
    default: throw fail("the setting \(key) must be numbers")
    }
  }

  /// The tensor resampled along each axis whose extent or scale changes.
  private func resampled(_ x: Tensor, to sizes: [Int], scales: [Double], _ rule: ONNXResampling)
    throws -> Tensor
  {
    try expectElements(x)
    guard rule.isKnown else {
      throw fail(
        """
        mode \(quoted(rule.mode)) with \(quoted(rule.coordinates)) and \(quoted(rule.rounding)) is \
        not supported
        """
      )
    }
    var result = x
    for axis in sizes.indices where sizes[axis] != x.shape[axis] || scales[axis] != 1 {
      let (from, to) = (x.shape[axis], sizes[axis])
      var extents = result.shape.array
      extents[axis] = to
      guard try shape(extents).elementCount > 0 else { throw fail("an output of \(sizes)") }
      if rule.mode == "nearest" {
        _ = try shape([to], limit: max(constantLimit, 1 << 16))
        let places = (0..<to).map { Int64(rule.nearest($0, from, to, scales[axis])) }
        result = result.gathered(at: Tensor(places), axis: axis)
        continue
      }
      guard from <= 1 << 22 / to else {
        throw fail("\(rule.mode) resizing from \(from) to \(to) is too large to be supported")
      }
      if isChecking, result.device == .meta {
        result = .meta(Shape(extents), dtype: x.dtype)
        continue
      }
      let weights = (0..<to).flatMap { rule.weights($0, from, to, scales[axis]) }
      let matrix = Tensor(weights, shape: [to, from]).cast(to: x.dtype)
      let lines = result.rank == 1 ? result.expandingDimension(at: 0) : result.movingToEnd(axis)
      let product = matmul(lines, matrix, transposeB: true)
      result = result.rank == 1 ? product.squeezed(axis: 0) : product.movingFromEnd(to: axis)
    }
    return result
  }
}
