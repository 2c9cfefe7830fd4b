import Testing

@testable import ApusCore

/// (x², whole part, x³): several outputs, one of them whole numbers, whose gradient reads the
/// outputs.
private struct Powers: MultiplePrimitive {
  static let name = "powers"

  func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    [inputs[0].type, TensorType(inputs[0].shape, .int64), inputs[0].type]
  }

  func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    for (position, x) in inputs[0].doubles.enumerated() {
      outputs[0].pointer(to: Double.self)[position] = x * x
      outputs[1].pointer(to: Int64.self)[position] = Int64(x)
      outputs[2].pointer(to: Double.self)[position] = x * x * x
    }
  }

  func kept(for needs: InputSet) -> Kept { Kept(inputs: .all, outputs: true) }

  func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    // The outputs' elements must be there, all of them.
    #expect(context.outputs.all.count == 3 && context.outputs.all.allSatisfy { $0.device == .cpu })
    #expect(context.outputs[2].doubles == x.doubles.map { $0 * $0 * $0 })
    let two = x.filledLike(2), three = x.filledLike(3)
    var sum = context.gradients[0].map { $0 * two * x }
    if let gradient = context.gradients[2] {
      let term = gradient * three * context.outputs[0].withoutDerivative
      sum = sum.map { $0 + term } ?? term
    }
    return [sum]
  }
}

@Suite struct TapeTests {
  @Test func furtherOutputsAreKeptUntilTheirPrimitiveIsSwept() {
    let x = Tensor([1.5, -2.0] as [Double])
    let slope = gradient(at: x) { x in
      let powers = apply(Powers(), [x])
      return (powers[0] + powers[2]).sum()
    }
    #expect(slope.doubles == [9.75, 8] as [Double])  // 2 x + 3 x²
  }

  @Test func theFirstOfSeveralOutputsMayBeTheResult() {
    let slope = gradient(at: Tensor(3.0 as Double)) { apply(Powers(), [$0])[0] }
    #expect(slope.item == 6)
    let other = gradient(at: Tensor(3.0 as Double)) { apply(Powers(), [$0])[2] }
    #expect(other.item == 27)
  }

  @Test func theFirstOfSeveralOutputsMayBeTheResultOfAnInnerCall() {
    let second = gradient(at: Tensor(3.0 as Double)) { x in
      gradient(at: x) { apply(Powers(), [$0])[0] }
    }
    #expect(second.item == 2)
  }

  @Test func wholeNumbersHaveNoDerivative() {
    _ = gradient(at: Tensor([1.0] as [Double])) { x in
      let powers = apply(Powers(), [x])
      #expect(powers[1].node == .none && powers[0].node != .none)
      return powers[0].sum()
    }
  }
}
