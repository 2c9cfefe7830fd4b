import Testing

@testable import ApusCore

@Suite struct ShapeErrorTests {
  private func line(_ primitive: some Primitive, _ shapes: Shape...) -> String? {
    do {
      _ = try primitive.outputType(shapes.map { Tensor.meta($0) })
      return nil
    } catch { return error.description }
  }

  @Test func outputTypesThrowTheLineOfTheTrap() {
    #expect(
      line(MatMul(), [2, 3], [4, 5]) == "matmul: [2, 3] · [4, 5]: inner dimensions 3 and 4 differ")
    #expect(
      line(AddPrimitive(), [2, 3], [2])
        == "add: [2, 3] and [2]: extents must be equal or 1, from the last axis on")
    #expect(
      line(ReshapePrimitive(shape: [7]), [2, 3])
        == "reshape: [2, 3] to [7]: 6 elements are not 7")
    #expect(
      line(ConcatenatePrimitive(axis: 0), [2, 3], [2, 4])
        == "concatenate: [2, 3] and [2, 4] differ beside axis 0")
    let window = Window2D((5, 1))
    #expect(
      line(
        Convolution2D(window: window, groups: 1, activation: .none), [1, 4, 4, 1], [5, 1, 1, 1])
          == """
          convolution_2d: the window spans 5 along the height, more than the 4 of input [1, 4, 4, \
          1] with its padding
          """)
    #expect(
      line(AveragePooling2DPrimitive(windows: .sliding(window), countsPadding: false), [4, 4])
        == "average_pooling_2d: input [4, 4]; expected [batch, height, width, channels]")
  }

  @Test func fittingInputsThrowNothing() throws {
    #expect(line(MatMul(), [2, 3], [3, 5]) == nil)
    let type = try AddPrimitive().outputType([.meta([4, 1]), .meta([3])])
    #expect(type == TensorType([4, 3]))
  }

  @Test func applyTrapsWithTheSameLine() {
    let trapped = trapLine {
      _ = apply(ReshapePrimitive(shape: [7]), [Tensor.meta([2, 3])])
    }
    #expect(trapped == line(ReshapePrimitive(shape: [7]), [2, 3]))
  }

  @Test func theMetaDeviceHoldsAtMost2ToThe36Elements() {
    let side = Tensor.meta([1 << 18, 1])
    #expect((side * side.reshaped(to: [1, 1 << 18])).elementCount == 1 << 36)
    let more = trapLine {
      _ = Tensor.meta([1 << 18, 1]) * Tensor.meta([1, 1 + 1 << 18])
    }
    #expect(
      more == """
        multiply: float32[262144, 262145] is too large; a tensor has at most 2^36 elements
        """)
  }

  @Test func sizesAreCountedWithoutOverflow() {
    #expect(throws: ShapeError.self) {
      try TensorType([.max, .max, 2]).ensureSize(in: "test")
    }
    // An extent of 0 must not hide what later sums of extents would overflow with.
    #expect(throws: ShapeError.self) { try TensorType([0, .max]).ensureSize(in: "test") }
    #expect(throws: Never.self) { try TensorType([0, 1 << 36]).ensureSize(in: "test") }
    #expect(throws: Never.self) { try TensorType([]).ensureSize(in: "test") }
  }

  @Test func severalOutputsAreCheckedAsWell() {
    let line = trapLine {
      let x = Tensor.meta([1 << 20, 1 << 17])
      _ = apply(SoftmaxCrossEntropy(), [x, x])
    }
    #expect(
      line == """
        softmax_cross_entropy: float32[1048576, 131072] is too large; a tensor has at most 2^36 \
        elements
        """)
  }

  @Test func parametersAreCheckedAsTheyAreDeclared() {
    let line = trapLine { Parameter().declare([1 << 20, 1 << 20]) { .zeros($0, dtype: $1) } }
    #expect(
      line == """
        parameter: float32[1048576, 1048576] is too large; a tensor has at most 2^36 elements
        """)
  }
}
