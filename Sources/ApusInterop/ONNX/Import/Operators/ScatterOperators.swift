import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Operators that put elements where numbers say.
  static let scattering: [ONNXOperator] = [
    ONNXOperator("Scatter", 3...3) { try $0.scatterElements() },
    ONNXOperator("ScatterElements", 3...3) { try $0.scatterElements() },
    ONNXOperator("ScatterND", 3...3) { try $0.scatterPoints() },
  ]
}

extension ONNXCall {
  /// Whether updates are added to what is there, or take its place.
  private func adds() throws -> Bool {
    switch try text("reduction", default: "none") {
    case "none": return false
    case "add": return true
    case let other: throw fail("reduction \(quoted(other)) is not supported")
    }
  }

  /// `data` with the updates, whose sums lie where they belong; `counts` says how many there are at
  /// each place.
  private func updated(_ data: Tensor, _ sums: Tensor, _ counts: Tensor) throws -> Tensor {
    try adds() ? data + sums : select(counts .> counts.number(0), sums, data)
  }

  fileprivate func scatterElements() throws -> [Tensor] {
    let data = try input(0, .numbers), updates = try input(2, .numbers)
    try expectSame(data, updates)
    let axis = try axis(integer("axis", default: 0), rank: data.rank)
    let indices = try indices(input(1), below: data.shape[axis])
    let rest = data.shape.indices.map { other in
      (before: 0, after: other == axis ? 0 : data.shape[other] - indices.shape[other])
    }
    func placed(_ values: Tensor) -> Tensor {
      values.scatterAdded(alongAxis: axis, into: data.shape[axis], at: indices).padded(rest)
    }
    return [
      try updated(data, placed(updates), placed(updates.onesLike.cast(to: .float32)))
    ]
  }

  /// The last axis of the indices names places along the first axes of the data, which are taken as
  /// one.
  fileprivate func scatterPoints() throws -> [Tensor] {
    let data = try input(0, .numbers), updates = try input(2, .numbers)
    try expectSame(data, updates)
    let named = try input(1)
    guard let depth = named.shape.last, 1...max(1, data.rank) ~= depth, named.dtype.isInteger,
      data.rank >= depth,
      updates.shape.elementsEqual(named.shape.dropLast() + data.shape.dropFirst(depth))
    else {
      throw fail(
        "indices \(named.type) and updates \(updates.shape) do not fit data \(data.shape)")
    }
    let flat = try places(named, along: Array(data.shape.prefix(depth)))
    let inner = Array(data.shape.dropFirst(depth))
    let rows = data.shape.prefix(depth).reduce(1, *)
    let count = flat.elementCount
    func placed(_ values: Tensor) -> Tensor {
      values.scatterAdded(into: rows, at: flat.reshaped(to: [count]))
    }
    let sums = placed(updates.reshaped(to: Shape([count] + inner)))
    let counts = placed(Tensor.ones([count]))
    let ones = [Int](repeating: 1, count: inner.count)
    return [
      try updated(
        data.reshaped(to: Shape([rows] + inner)), sums,
        counts.reshaped(to: Shape([rows] + ones))
      ).reshaped(to: data.shape)
    ]
  }
}
