import ApusCore

extension ONNXOperator {
  /// Attention and what goes with it.
  static let attention: [ONNXOperator] = [
    ONNXOperator("Attention", 3...7) { try $0.attention() },
    ONNXOperator("RotaryEmbedding", 3...4) { try $0.rotaryEmbedding() },
  ]
}

extension ONNXCall {
  /// softmax(softcap(s q kᵀ) + mask) v for each head; a query that may attend to nothing gets
  /// zeros.
  ///
  /// Outputs besides: keys and values with those of the past before them, and the scores at a stage
  /// of their making.
  fileprivate func attention() throws -> [Tensor] {
    let isFlat = try input(0).rank == 3
    let query = try heads(0, "q_num_heads")
    var key = try heads(1, "kv_num_heads"), value = try heads(2, "kv_num_heads")
    let past = try past(key, 4)
    if let past {
      guard let pastValue = try self.past(value, 5), past.shape[2] == pastValue.shape[2] else {
        throw fail("past keys without past values of as many steps")
      }
      key = .concatenated([past, key], axis: 2)
      value = .concatenated([pastValue, value], axis: 2)
    }
    let (q, k, v) = (query.shape, key.shape, value.shape)
    // Rounded once at the end, as narrow types would lose the sum of many exponentials.
    let dtype: DType = query.dtype == .bfloat16 ? .float32 : query.dtype
    let wide = (
      query.cast(to: dtype), try shared(key.cast(to: dtype), by: q[1]),
      try shared(value.cast(to: dtype), by: q[1])
    )
    let scale = try number("scale", default: 1 / Double(q[3]).squareRoot())
    var stages = [matmul(wide.0 * scale, wide.1.transposed(axes: [0, 1, 3, 2]))]
    let cap = try number("softcap", default: 0, in: 0...1e6)
    stages.append(cap > 0 ? tanh(stages[0] * (1 / cap)) * cap : stages[0])
    var scores = stages[1]
    let nothing = scores.number(-.infinity)
    if let mask = try mask(for: scores.type) {
      scores = mask.dtype == .bool ? select(mask, scores, nothing) : scores + mask
    }
    let before = past?.shape[2] ?? 0
    if let seen = try window(queries: q[2], keys: k[2], batch: q[0], before: before) {
      scores = select(seen, scores, nothing)
    }
    stages.append(scores)
    let most = scores.max(axes: [3], keepDimensions: true)
    let shifts = select(most .== nothing, scores.number(0), most)
    let exponentials = exp(scores - shifts)
    let sums = exponentials.sum(axes: [3], keepDimensions: true)
    let weights = exponentials / select(sums .== sums.number(0), sums.number(1), sums)
    stages.append(weights)
    var output = matmul(weights, wide.2).cast(to: query.dtype)
    if isFlat {
      output = output.transposed(axes: [0, 2, 1, 3]).reshaped(to: [q[0], q[2], q[1] * v[3]])
    }
    let stage = try integer("qk_matmul_output_mode", default: 0, in: 0...3)
    return [output, key, value, stages[stage].cast(to: query.dtype)]
  }

  /// Input `position` as [batch, heads, time, width]; of three axes the last is divided into heads.
  private func heads(_ position: Int, _ setting: String) throws -> Tensor {
    let x = try input(position, .floats)
    try expectElements(x)
    if x.rank == 4 { return x }
    let heads = try integer(setting, in: 1...1 << 20)
    guard x.rank == 3, x.shape[2] % heads == 0 else {
      throw fail("input \(position) has shape \(x.shape), which \(heads) heads cannot share")
    }
    return x.reshaped(to: [x.shape[0], x.shape[1], heads, x.shape[2] / heads])
      .transposed(axes: [0, 2, 1, 3])
  }

  /// What came before `next` in time; nil where it is left out.
  private func past(_ next: Tensor, _ position: Int) throws -> Tensor? {
    guard let past = optional(position) else { return nil }
    try expectSame(past, next)
    return past
  }

  /// Each head of keys or values for as many neighbouring heads of queries as share it.
  private func shared(_ x: Tensor, by heads: Int) throws -> Tensor {
    let (batch, own, time, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    if own == heads { return x }
    return x.expandingDimension(at: 2).broadcast(to: [batch, own, heads / own, time, width])
      .reshaped(to: [batch, heads, time, width])
  }

  /// The mask for scores of this type, whose last axis may be shorter than theirs: what is beyond
  /// it is not attended to.
  private func mask(for scores: TensorType) throws -> Tensor? {
    guard var mask = optional(3) else { return nil }
    guard mask.dtype == .bool || mask.dtype.isFloatingPoint, 1...4 ~= mask.rank else {
      throw fail("a mask \(mask.type); expected bools or floating-point numbers")
    }
    let isBool = mask.dtype == .bool
    if !isBool { mask = mask.cast(to: scores.dtype) }
    let keys = scores.shape[3], own = mask.shape[mask.rank - 1]
    if own < keys, own > 1 {
      mask = mask.padded(
        axis: -1, after: keys - own, mode: .constant(isBool ? 0 : -.infinity))
    }
    return try broadcast(mask, to: scores.shape)
  }

  /// Which keys each query sees by its place: causal, near enough, and no padding; nil where all.
  private func window(queries: Int, keys: Int, batch: Int, before: Int) throws -> Tensor? {
    let isCausal = try flag("is_causal")
    let bounds = -1...1 << 30
    let left = try integer("left_window_size", default: -1, in: bounds)
    let right = try integer("right_window_size", default: -1, in: bounds)
    let counts = optional(6)
    if let counts {
      guard counts.dtype.isInteger, counts.shape == [batch] else {
        throw fail("input 6 is \(counts.type); expected a whole number for each example")
      }
    }
    guard isCausal || left >= 0 || right >= 0 || counts != nil else { return nil }
    // Types are known without the table.
    if isChecking, optional(0)?.device == .meta { return nil }
    let places = Tensor((0..<keys).map { Int64($0) })
    let length = counts?.cast(to: .int64).reshaped(to: [batch, 1, 1, 1])
    var own = Tensor((0..<queries).map { Int64($0 + before) }).reshaped(to: [queries, 1])
    if let length { own = own + length - Double(queries) }
    var seen = Tensor(true)
    if let length { seen = places .< length }
    if isCausal { seen = seen .& (places .<= own) }
    if left >= 0 { seen = seen .& (places .>= own - Double(left)) }
    if right >= 0 { seen = seen .& (places .<= own + Double(right)) }
    return seen
  }

  /// Pairs of columns turned by an angle that grows with the place; columns beyond
  /// `rotary_embedding_dim` stay.
  fileprivate func rotaryEmbedding() throws -> [Tensor] {
    let input = try input(0, .floats)
    try expectElements(input)
    let isFlat = input.rank == 3
    let x = try isFlat ? heads(0, "num_heads") : input
    guard x.rank == 4 else { throw fail("an input of shape \(input.shape)") }
    let (batch, time, width) = (x.shape[0], x.shape[2], x.shape[3])
    let given = try integer("rotary_embedding_dim", default: 0, in: 0...width)
    let turned = given == 0 ? width : given
    guard turned % 2 == 0 else { throw fail("\(turned) columns are not pairs") }
    func table(_ position: Int) throws -> Tensor {
      var table = try self.input(position, .floats)
      try expectSame(table, x)
      if let places = optional(3) {
        guard table.rank == 2, places.shape == [batch, time] else {
          throw fail("positions \(places.shape) into a table \(table.shape)")
        }
        table = table.gathered(at: try indices(places, below: table.shape[0]))
      }
      guard table.shape == [batch, time, turned / 2] else {
        throw fail("input \(position) gives \(table.shape) for \(x.shape)")
      }
      return table.expandingDimension(at: 1)
    }
    let cosines = try table(1), sines = try table(2)
    let isInterleaved = try flag("interleaved")
    let part = x.sliced(axis: 3, from: 0, to: turned)
    let half = turned / 2
    let pair =
      isInterleaved
      ? [part.sliced(axis: 3, from: 0, by: 2), part.sliced(axis: 3, from: 1, by: 2)]
      : [part.sliced(axis: 3, from: 0, to: half), part.sliced(axis: 3, from: half)]
    let real = cosines * pair[0] - sines * pair[1]
    let imaginary = sines * pair[0] + cosines * pair[1]
    var result =
      isInterleaved
      ? Tensor.stacked([real, imaginary], axis: 4).reshaped(to: part.shape)
      : .concatenated([real, imaginary], axis: 3)
    if turned < width {
      result = .concatenated([result, x.sliced(axis: 3, from: turned)], axis: 3)
    }
    guard isFlat else { return [result] }
    return [result.transposed(axes: [0, 2, 1, 3]).reshaped(to: input.shape)]
  }
}
