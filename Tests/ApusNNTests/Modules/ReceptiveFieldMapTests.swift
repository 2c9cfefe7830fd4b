import ApusCore
import ApusNN
import Testing

@Suite struct ReceptiveFieldMapTests {
  /// A convolution whose weights are all positive, so that no influence cancels.
  private func convolution(
    _ kernel: Int, strides: Int = 1, padding: Padding2D = .same, dilation: Int = 1
  ) -> Conv2D {
    Conv2D(
      2, kernel: kernel, strides: strides, padding: padding, dilation: dilation,
      kernelInitializer: .constant(0.1))
  }

  private func convolution1D(_ kernel: Int, padding: Padding1D, dilation: Int = 1) -> Conv1D {
    Conv1D(
      2, kernel: kernel, padding: padding, dilation: dilation, kernelInitializer: .constant(0.1))
  }

  /// The places of the input that change one output's sum, as the first and the last along each
  /// axis: the field by definition.
  private func influence(_ model: Model, at place: [Int]) -> [ClosedRange<Int>] {
    let shape = model.inputShapes[0]
    let input = Tensor.ones(shape.inserting(1, at: 0))
    let slope = gradient(at: input) { input in
      place.enumerated().reduce(model(input)) { value, entry in
        value.sliced(axis: entry.offset + 1, from: entry.element, to: entry.element + 1)
      }.sum()
    }
    return place.indices.map { axis in
      let others = (0..<shape.rank + 1).filter { $0 != axis + 1 }
      let sums = slope.absoluteValue.sum(axes: others).doubles
      let seen = sums.indices.filter { sums[$0] != 0 }
      return (seen.first ?? 0)...(seen.last ?? 0)
    }
  }

  /// Expects the field of the model's output to be what its gradient says, cut off at the borders.
  private func expectInfluence(
    _ model: Model, at places: [[Int]], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let field = try #require(
      model.receptiveFields().last, sourceLocation: sourceLocation)
    for place in places {
      for (axis, seen) in influence(model, at: place).enumerated() {
        let start = field.axes[axis].start + place[axis] * field.axes[axis].stride
        let end = start + field.axes[axis].size - 1
        #expect(
          seen == max(0, start)...min(end, model.inputShapes[0][axis] - 1), "\(place) \(axis)",
          sourceLocation: sourceLocation)
      }
    }
  }

  /// The branches of Szegedy et al. 2015: 1×1, 3×3, 5×5 and a maximum, side by side.
  @Test func inceptionBlock() throws {
    let input = Input([24, 24, 3])
    let stem = convolution(3, strides: 2)(input)
    let branches = [
      convolution(1)(stem), convolution(3)(convolution(1)(stem)),
      convolution(5)(convolution(1)(stem)),
      convolution(1)(AveragePooling2D(3, strides: 1, padding: .same)(stem)),
    ]
    let model = Model(inputs: input, outputs: Concatenate()(branches))
    let field = try #require(model.receptiveFields().last)
    #expect(field.name == "concatenate" && field.output == [12, 12, 8])
    // 3 + (5 − 1) · 2, from two places of the stem before an output's own.
    #expect(field.rows.size == 11 && field.rows.stride == 2 && field.rows.start == -4)
    #expect(model.receptiveFieldMap().ends.isEmpty)
    try expectInfluence(model, at: [[0, 0], [5, 6], [11, 11]])
  }

  /// He et al. 2016: two convolutions and the shortcut, also where that has a stride.
  @Test(arguments: [1, 2])
  func residualBlock(_ stride: Int) throws {
    let input = Input([20, 20, 2])
    let inner = convolution(3)(Activation(.relu)(convolution(3, strides: stride)(input)))
    let shortcut = stride == 1 ? input : convolution(1, strides: stride)(input)
    let model = Model(inputs: input, outputs: Activation(.relu)(Add()([inner, shortcut])))
    let field = try #require(model.receptiveFields().last)
    #expect(field.rows.size == (stride == 1 ? 5 : 7) && field.rows.stride == stride)
    try expectInfluence(model, at: [[0, 9], [4, 5], [9, 0]])
  }

  /// A branch that looks back and one that looks both ways: neither's window holds the other's.
  @Test func windowsThatOverlap() throws {
    let input = Input([32, 1])
    let back = convolution1D(3, padding: .causal, dilation: 2)(input)
    let both = convolution1D(5, padding: .same)(input)
    let model = Model(inputs: input, outputs: Multiply()([back, both]))
    let field = try #require(model.receptiveFields().last?.columns)
    #expect(field.start == -4 && field.size == 7)
    try expectInfluence(model, at: [[0], [10], [31]])
    // Explicit padding, and windows that begin where the branch before left off.
    let chain = Model(
      inputs: input,
      outputs: Add()([
        convolution1D(4, padding: .explicit(before: 3, after: 0))(
          MaxPooling1D(2, padding: .valid)(input)),
        AveragePooling1D(2)(input),
      ]))
    let moved = try #require(chain.receptiveFields().last?.columns)
    #expect(moved.start == -6 && moved.size == 8 && moved.stride == 2)
  }

  @Test func modelsWithinModels() throws {
    let inner = Input([16, 16, 2])
    let block = Model(inputs: inner, outputs: Add()([convolution(3)(inner), inner]))
    let input = Input([16, 16, 2])
    let chain = Sequential([block, MaxPooling2D(2)])
    let model = Model(inputs: input, outputs: convolution(3)(chain(input)))
    let fields = model.receptiveFields()
    #expect(
      fields.map(\.name) == [
        "sequential.model.conv2d", "sequential.model.add", "sequential.max_pooling2d", "conv2d",
      ])
    #expect(fields.map(\.rows.size) == [3, 3, 4, 8])
    #expect(chain.receptiveFields([16, 16, 2]).map(\.rows.size) == [3, 3, 4])
  }

  @Test func whereItCannotBeSaidTheMapSaysWhy() throws {
    let input = Input([8, 8, 2])
    // Four outputs along each axis, but 2 apart in one branch and 1 in the other.
    let halves = MaxPooling2D(2)(input)
    let inside = convolution(5, padding: .valid)(input)
    let uneven = Model(inputs: input, outputs: convolution(3)(Add()([halves, inside])))
    var map = uneven.receptiveFieldMap()
    #expect(map.fields.map(\.name) == ["max_pooling2d", "conv2d"])
    #expect(map.ends.map(\.name) == ["add"])
    #expect(map.ends.first?.reason.contains("2 and 1 apart") == true)

    // Squeeze and excitation: the factors have seen everything.
    let squeezed = Reshape([1, 1, 2])(GlobalAveragePooling2D()(input))
    let excited = Model(
      inputs: [input],
      outputs: [Multiply()([convolution(3)(input), squeezed]), Softmax(axis: 1)(input)])
    map = excited.receptiveFieldMap()
    #expect(map.fields.map(\.name) == ["conv2d"])
    #expect(map.ends.map(\.name) == ["global_average_pooling2d", "softmax"])

    // Rows one below the other; an input of other extents.
    let other = Input([4, 8, 2])
    let joined = Model(
      inputs: [input, other],
      outputs: [Concatenate(axis: 1)([input, input]), convolution(3)(other)])
    map = joined.receptiveFieldMap()
    #expect(map.fields.isEmpty && map.ends.map(\.name) == ["concatenate"])
  }
}
