import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Sums of products along named axes.
  static let einsum = [ONNXOperator("Einsum", 1...Int.max) { [try $0.sumOfProducts()] }]
}

extension ONNXCall {
  /// A tensor whose axes have labels.
  private struct Labelled {
    var tensor: Tensor
    var labels: [Int]

    func extent(of label: Int) -> Int? {
      labels.firstIndex(of: label).map { tensor.shape[$0] }
    }
  }

  /// Labels of the axes after "…" begin here, counted from the last one.
  private static let openLabels = 1 << 20

  fileprivate func sumOfProducts() throws -> Tensor {
    let equation = try text("equation", default: "").filter { $0 != " " }
    let sides = equation.replacing("...", with: "…").split(
      separator: "->", omittingEmptySubsequences: false)
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard sides.count <= 2, terms.count == inputs.count else {
      throw fail("the equation \(quoted(equation)) does not fit \(inputs.count) inputs")
    }
    var operands = try terms.enumerated().map { position, term in
      let tensor = try input(position, .floats)
      try expectElements(tensor)
      return try diagonal(
        Labelled(tensor: tensor, labels: labels(of: term, rank: tensor.rank)))
    }
    let all = operands.flatMap(\.labels)
    let open = Set(all.filter { $0 >= Self.openLabels }).sorted(by: >)
    let output: [Int]
    if sides.count == 2 {
      output = try labels(
        of: sides[1], rank: sides[1].count { $0 != "…" } + (sides[1].contains("…") ? open.count : 0)
      )
    } else {
      let once = Set(all).filter { label in
        label < Self.openLabels && terms.joined().count { self.label(of: $0) == label } == 1
      }
      output = open + once.sorted()
    }
    guard Set(output).count == output.count, Set(all).isSuperset(of: output) else {
      throw fail("the equation \(quoted(equation)) has an output that no input has")
    }
    var result = operands.removeFirst()
    while !operands.isEmpty {
      let next = operands.removeFirst()
      let kept = Set(output + operands.flatMap(\.labels))
      result = try product(result, next, keeping: kept)
    }
    result = summed(result, keeping: Set(output))
    let order = output.compactMap { result.labels.firstIndex(of: $0) }
    return result.tensor.transposed(axes: order)
  }

  private func label(of letter: Character) -> Int {
    Int(letter.unicodeScalars.first?.value ?? 0)
  }

  /// The label of each axis; "…" stands for those that no letter does.
  private func labels(of term: Substring, rank: Int) throws -> [Int] {
    var result: [Int] = []
    let open = rank - term.count { $0 != "…" }
    for letter in term {
      if letter == "…" {
        result += (0..<max(0, open)).map { Self.openLabels + open - 1 - $0 }
      } else if letter.isASCII, letter.isLetter {
        result.append(label(of: letter))
      } else {
        throw fail("\(quoted(String(letter))) is no label")
      }
    }
    guard result.count == rank, rank <= Shape.maximumRank else {
      throw fail("\(quoted(term)) does not name \(rank) axes")
    }
    return result
  }

  /// The diagonal along axes of one label.
  private func diagonal(_ operand: Labelled) throws -> Labelled {
    var (x, labels) = (operand.tensor, operand.labels)
    while let second = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }),
      let first = labels.firstIndex(of: labels[second])
    {
      let extent = x.shape[first]
      guard extent == x.shape[second] else {
        throw fail("axes of one label have extents \(extent) and \(x.shape[second])")
      }
      var places = [Int](repeating: 1, count: x.rank)
      places[first] = extent
      places[second] = extent
      let isOn =
        isChecking && x.device == .meta
        ? Tensor.meta(Shape(places), dtype: x.dtype)
        : Tensor.identity(extent, dtype: x.dtype).reshaped(to: Shape(places))
      x = (x * isOn).sum(axes: [second])
      labels.remove(at: second)
    }
    return Labelled(tensor: x, labels: labels)
  }

  /// The sum over the axes that are not kept.
  private func summed(_ operand: Labelled, keeping kept: Set<Int>) -> Labelled {
    let axes = operand.labels.indices.filter { !kept.contains(operand.labels[$0]) }
    if axes.isEmpty { return operand }
    return Labelled(
      tensor: operand.tensor.sum(axes: axes), labels: operand.labels.filter(kept.contains))
  }

  /// The product of two, summed over what both have and nobody needs later: one product of
  /// matrices.
  private func product(_ first: Labelled, _ second: Labelled, keeping kept: Set<Int>) throws
    -> Labelled
  {
    try expectSame(first.tensor, second.tensor)
    var a = summed(first, keeping: kept.union(second.labels))
    var b = summed(second, keeping: kept.union(first.labels))
    // An extent of 1 meets any other.
    for label in a.labels {
      guard let m = a.extent(of: label), let n = b.extent(of: label), m != n else { continue }
      guard m == 1 || n == 1 else { throw fail("extents \(m) and \(n) of one label") }
      if m == 1 { a = try widened(a, label, to: n) } else { b = try widened(b, label, to: m) }
    }
    let shared = a.labels.filter(b.labels.contains)
    let batch = shared.filter(kept.contains), inner = shared.filter { !kept.contains($0) }
    let rows = a.labels.filter { !shared.contains($0) }
    let columns = b.labels.filter { !shared.contains($0) }
    func extents(_ labels: [Int], _ operand: Labelled) -> [Int] {
      labels.compactMap { operand.extent(of: $0) }
    }
    func matrices(_ operand: Labelled, _ order: [[Int]]) -> Tensor {
      let axes = order.joined().compactMap { operand.labels.firstIndex(of: $0) }
      return operand.tensor.transposed(axes: axes).reshaped(
        to: Shape(order.map { extents($0, operand).reduce(1, *) }))
    }
    let shape = Shape(extents(batch + rows, a) + extents(columns, b))
    let result = matmul(
      matrices(a, [batch, rows, inner]), matrices(b, [batch, inner, columns]))
    return Labelled(tensor: result.reshaped(to: shape), labels: batch + rows + columns)
  }

  private func widened(_ operand: Labelled, _ label: Int, to extent: Int) throws -> Labelled {
    guard let axis = operand.labels.firstIndex(of: label) else { return operand }
    var extents = operand.tensor.shape.array
    extents[axis] = extent
    return Labelled(
      tensor: operand.tensor.broadcast(to: try shape(extents)), labels: operand.labels)
  }
}
