/// Sums of products, written by the names of the axes (Einstein's notation).
///
/// ```swift
/// let a = Tensor.randomNormal([4, 2, 3]), b = Tensor.randomNormal([4, 3, 5])
/// einsum("bij,bjk->bik", a, b)   // a product of matrices for each b
/// einsum("bij->bji", a)          // transposed
/// einsum("...ij->...", a)        // sums of each matrix
/// ```
///
/// Each axis is a letter; the same letter in several operands runs through them together, and
/// letters that the right side lacks are summed over. A letter that stands twice in one operand
/// takes its diagonal. `...` stands for further axes, which broadcast. Without a right side the
/// result has, in alphabetical order, the letters that stand once, after the axes of `...`.
///
/// Operands are taken from left to right, two at a time, each pair as one product of matrices.
///
/// - Parameters:
///   - equation: letters a…z and A…Z, `...`, commas, and `->`; spaces don't count. Traps where it
///     does not fit the operands, where a letter's extents differ, and where an axis of the result
///     is not among the operands'.
///   - operands: at least one; element types are promoted, bool counts as int32. No pair's product
///     may have more than eight axes.
/// - Source: NumPy `einsum`.
public func einsum(_ equation: String, _ operands: Tensor...) -> Tensor {
  einsum(equation, operands)
}

/// Sums of products of a list of operands; see ``einsum(_:_:)-(String,Tensor...)``.
public func einsum(_ equation: String, _ operands: [Tensor]) -> Tensor {
  let plan = EinsumPlan(equation, shapes: operands.map(\.shape))
  var terms = zip(operands, plan.operands).map { EinsumTerm($0.numeric, $1).withoutRepeats }
  var result = terms.removeFirst()
  while !terms.isEmpty {
    let next = terms.removeFirst()
    let needed = Set(plan.output).union(terms.flatMap(\.axes))
    result = result.times(next, keeping: needed)
  }
  return result.arranged(plan.output)
}

/// An equation read: each axis is a number, a letter's code, or −1, −2, … for those of `...` from
/// the last.
private struct EinsumPlan {
  let operands: [[Int]]
  let output: [Int]

  init(_ equation: String, shapes: [Shape]) {
    let text = equation.filter { $0 != " " }
    func fail(_ why: String) -> Never { trap("einsum: \"\(equation)\": \(why)") }
    let sides = text.components(around: "->")
    if sides.count > 2 { fail("-> stands more than once") }
    let left = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if left.count != shapes.count { fail("\(left.count) operands, but \(shapes.count) are given") }

    /// The axes of a side; those of `...` are `further` many.
    func read(_ side: String, further: (_ letters: Int) -> Int) -> [Int] {
      let parts = side.components(around: "...")
      if parts.count > 2 { fail("... stands more than once in \(side)") }
      let letters = parts.map { part in
        part.map { letter -> Int in
          guard letter.isASCII, letter.isLetter, let code = letter.asciiValue else {
            fail("\(letter) is no letter")
          }
          return Int(code)
        }
      }
      if parts.count == 1 { return letters[0] }
      let count = Swift.max(0, further(letters[0].count + letters[1].count))
      return letters[0] + (0..<count).map { $0 - count } + letters[1]
    }

    var extents: [Int: Int] = [:]
    operands = zip(left, shapes).map { side, shape in
      let axes = read(side) { shape.rank - $0 }
      if axes.count != shape.rank { fail("\(side) is no shape \(shape)") }
      for (axis, extent) in zip(axes, shape) {
        let known = extents[axis] ?? extent
        let fits = known == extent || (axis < 0 && (known == 1 || extent == 1))
        if !fits { fail("an axis has extents \(known) and \(extent) (shapes \(shapes))") }
        extents[axis] = known == 1 ? extent : known
      }
      return axes
    }
    let depth = operands.joined().min().map { Swift.max(0, -$0) } ?? 0
    if sides.count == 2 {
      output = read(sides[1]) { _ in depth }
      if depth > 0 && !sides[1].contains("...") { fail("the result lacks the axes of ...") }
      if Set(output).count < output.count { fail("an axis stands twice in the result") }
      if output.contains(where: { extents[$0] == nil }) {
        fail("the result has an axis that no operand has")
      }
    } else {
      let counts = Dictionary(operands.joined().map { ($0, 1) }, uniquingKeysWith: +)
      let single = counts.keys.filter { $0 > 0 && counts[$0] == 1 }.sorted()
      output = (0..<depth).map { $0 - depth } + single
    }
  }
}

/// An operand or a product, with the names of its axes.
private struct EinsumTerm {
  let tensor: Tensor
  let axes: [Int]

  init(_ tensor: Tensor, _ axes: [Int]) {
    self.tensor = tensor
    self.axes = axes
  }

  /// With the diagonal of every axis that stands twice.
  var withoutRepeats: EinsumTerm {
    for (place, axis) in axes.enumerated() {
      guard let second = axes[(place + 1)...].firstIndex(of: axis) else { continue }
      let others = axes.indices.filter { $0 != place && $0 != second }.map { axes[$0] }
      return EinsumTerm(tensor.diagonal(axis1: place, axis2: second), others + [axis])
        .withoutRepeats
    }
    return self
  }

  /// The sum over the axes that are not in `kept`.
  private func summed(keeping kept: (Int) -> Bool) -> EinsumTerm {
    let over = axes.indices.filter { !kept(axes[$0]) }
    return over.isEmpty
      ? self : EinsumTerm(tensor.sum(axes: over), axes.filter(kept))
  }

  /// Without those axes of extent 1 that are longer in `other`.
  private func withoutBroadcasts(beside other: EinsumTerm) -> EinsumTerm {
    let kept = axes.indices.filter { place in
      guard let theirs = other.axes.firstIndex(of: axes[place]) else { return true }
      return tensor.shape[place] == other.tensor.shape[theirs] || tensor.shape[place] != 1
    }
    if kept.count == axes.count { return self }
    return EinsumTerm(
      tensor.reshaped(to: Shape(kept.map { tensor.shape[$0] })), kept.map { axes[$0] })
  }

  private func extent(_ axis: Int) -> Int {
    axes.firstIndex(of: axis).map { tensor.shape[$0] } ?? 1
  }

  /// As an array of three axes, each of them the product of some.
  private func grouped(_ groups: [[Int]]) -> Tensor {
    let order = groups.joined().compactMap { axes.firstIndex(of: $0) }
    let extents = groups.map { group in group.reduce(1) { $0 * extent($1) } }
    return tensor.moved(order).reshaped(to: Shape(extents))
  }

  /// The product with `other`, summed over the axes that are not `needed`.
  func times(_ other: EinsumTerm, keeping needed: Set<Int>) -> EinsumTerm {
    let a = withoutBroadcasts(beside: other).summed {
      needed.contains($0) || other.axes.contains($0)
    }
    let b = other.withoutBroadcasts(beside: a).summed { needed.contains($0) || axes.contains($0) }
    let shared = a.axes.filter(b.axes.contains)
    let batch = shared.filter(needed.contains), inner = shared.filter { !needed.contains($0) }
    let rows = a.axes.filter { !shared.contains($0) }
    let columns = b.axes.filter { !shared.contains($0) }
    let first = a.grouped([batch, rows, inner]), second = b.grouped([batch, inner, columns])
    let product = inner.isEmpty ? first * second : matmul(first, second)
    let extents =
      batch.map(a.extent) + rows.map(a.extent) + columns.map(b.extent)
    return EinsumTerm(product.reshaped(to: Shape(extents)), batch + rows + columns)
  }

  /// Summed over all other axes, with these in order.
  func arranged(_ output: [Int]) -> Tensor {
    let term = summed(keeping: output.contains)
    return term.tensor.moved(output.compactMap { term.axes.firstIndex(of: $0) })
  }
}

extension String {
  /// The parts between the places where `separator` stands.
  fileprivate func components(around separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
