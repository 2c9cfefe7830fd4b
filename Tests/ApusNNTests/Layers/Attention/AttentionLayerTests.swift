import ApusCore
import Testing

@testable import ApusNN

@Suite struct AttentionLayerTests {
  private func normal(_ shape: Shape, seed: UInt64, dtype: DType = .float32) -> Tensor {
    .randomNormal(shape, dtype: dtype, generator: RandomGenerator(seed: seed))
  }

  @Test func weightsAreThoseOfTheOutput() {
    let layer = MultiHeadAttention(heads: 2, isCausal: true)
    let x = normal([2, 5, 6], seed: 1)
    let (output, weights) = layer.withWeights(x)
    expectClose(output, layer(x), 1e-5)
    #expect(weights.shape == [2, 2, 5, 5])
    expectClose(weights.sum(axes: [3]), .ones([2, 2, 5]), 1e-6)
    #expect(weights[0, 0, 0].floats == [1, 0, 0, 0, 0])
  }

  @Test func whatComesLaterChangesNothingBefore() {
    let block = TransformerEncoderBlock(heads: 2, hidden: 8, normalizeFirst: true, isCausal: true)
    let x = normal([1, 6, 4], seed: 2)
    let changed = Tensor.concatenated(
      [x.sliced(axis: 1, to: 4), normal([1, 2, 4], seed: 3)], axis: 1)
    let (a, b) = (block(x), block(changed))
    #expect(a.sliced(axis: 1, to: 4).floats == b.sliced(axis: 1, to: 4).floats)
    #expect(a.sliced(axis: 1, from: 4).floats != b.sliced(axis: 1, from: 4).floats)
  }

  @Test func dropoutIsForTrainingOnly() {
    let layer = MultiHeadAttention(heads: 2, dropout: 0.5)
    let x = normal([2, 5, 6], seed: 4)
    let plain = layer(x)
    #expect(layer(x).floats == plain.floats)
    let dropped = RandomGenerator.with(seed: 1) { Mode.training { layer(x) } }
    #expect(dropped.floats != plain.floats)
    #expect(RandomGenerator.with(seed: 1) { Mode.training { layer(x) } }.floats == dropped.floats)
  }

  @Test func blocksHaveTheirDerivatives() {
    let encoder = TransformerEncoderBlock(
      heads: 2, hidden: 3, activation: .gelu, normalizeFirst: true, isCausal: true)
    let x = normal([1, 3, 4], seed: 5, dtype: .float64)
    encoder.build([3, 4], dtype: .float64)
    expectDerivatives(at: x, tolerance: 1e-5, "encoder") { encoder($0) }
    let decoder = TransformerDecoderBlock(heads: 2, hidden: 3, activation: .tanh)
    let memory = normal([1, 2, 4], seed: 6, dtype: .float64)
    _ = decoder(x, memory: memory)
    expectDerivatives(at: memory, tolerance: 1e-5, "decoder") { decoder(x, memory: $0) }
    let additive = AdditiveAttention()
    _ = additive([x, memory])
    expectDerivatives(at: x, tolerance: 1e-5, "additive") { additive([$0, memory]) }
  }

  @Test func sinusoidsAreThoseOfThePaper() {
    let code = sinusoidalEncoding(positions: 7, width: 6, dtype: .float64)
    let found = code.doubles
    for position in 0..<7 {
      for column in 0..<6 {
        // 10000^(−2i/6) for the pairs i = 0, 1, 2.
        let frequency = [1, 0.046415888336127774, 0.0021544346900318843][column / 2]
        let angle = Tensor([Double(position) * frequency])
        let wanted = (column % 2 == 0 ? sin(angle) : cos(angle)).doubles[0]
        #expect(abs(found[position * 6 + column] - wanted) < 1e-12)
      }
    }
    let layer = PositionalEncoding()
    let x = normal([2, 7, 6], seed: 7)
    expectClose(layer(x), x + code.cast(to: .float32), 1e-6)
    expectClose(layer(x.sliced(axis: 1, to: 3)), (x + code.cast(to: .float32))[0..., 0..<3], 1e-6)
  }

  @Test func rotationsKeepDistances() {
    let q = normal([1, 9, 1, 8], seed: 8, dtype: .float64)
    let same = q[0..., 0..<1].broadcast(to: [1, 9, 1, 8])
    // A product of two rotated vectors depends on how far apart their places are, and at 0 is the
    // plain one.
    let turned = rotaryEmbedding(same).reshaped(to: [9, 8])
    let products = matmul(turned, turned, transposeB: true)
    for place in 1..<8 {
      expectClose(products[place, place + 1], products[0, 1], 1e-12)
      expectClose(products[place, place], (same[0, 0, 0] * same[0, 0, 0]).sum(), 1e-12)
    }
    expectClose(
      rotaryEmbedding(q[0..., 4...], start: 4), rotaryEmbedding(q)[0..., 4...], 1e-12)
  }

  @Test func embeddingsPickAndLearnRows() throws {
    let layer = Embedding(5, 3)
    let indices = Tensor([1, 4, 1, 0] as [Int32], shape: [2, 2])
    let output = layer(indices)
    let table = layer.table.floats
    #expect(Array(output.floats[0..<3]) == Array(table[3..<6]))
    #expect(layer(indices.cast(to: .float32)).floats == output.floats)
    let (_, slopes) = valueAndGradient(at: layer.parameters) { layer(indices).sum() }
    #expect(slopes[0].floats == [1, 1, 1, 2, 2, 2, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    let both = TokenAndPositionEmbedding(vocabularySize: 5, sequenceLength: 4, embeddingDim: 3)
    #expect(try both.checkedBuild([2]) == [2, 3])
    expectClose(
      both(indices), both.tokens(indices) + both.positions.table.sliced(axis: 0, to: 2), 1e-6)
    #expect(throws: ConfigurationError.self) { try both.check([[5]]) }
  }

  private var configured: [(any ConfigurableModule, Shape)] {
    [
      (MultiHeadAttention(heads: 2, keyDim: 3, valueDim: 4, outputDim: 5, useBias: false), [4, 6]),
      (FeedForward(7, activation: .gelu, dropout: 0.1), [4, 6]),
      (Embedding(9, 4), [4]), (PositionEmbedding(8), [4, 6]),
      (PositionalEncoding(base: 100), [4, 6]),
      (TokenAndPositionEmbedding(vocabularySize: 9, sequenceLength: 8, embeddingDim: 4), [4]),
      (
        TransformerEncoderBlock(
          heads: 3, hidden: 5, activation: .gelu, dropout: 0.2, normalizeFirst: true, isCausal: true
        ),
        [4, 6]
      ),
    ]
  }

  @Test func layersSurviveTheRoundTrip() throws {
    for (module, shape) in configured {
      let layer = try #require(module as? any Layer)
      let output = try layer.checkedBuild(shape)
      let name = type(of: module).typeName
      let configuration = LayerConfiguration(type: name, options: module.options)
      let again = try #require(try LayerRegistry.standard.make(configuration) as? any Layer)
      #expect(try again.checkedBuild(shape) == output, "\(name)")
      #expect(again.namedParameters.map(\.name) == layer.namedParameters.map(\.name), "\(name)")
      let copy = try #require(again as? any ConfigurableModule)
      #expect(copy.options == module.options, "\(name)")
    }
    let (target, memory) = (Input([3, 4]), Input([5, 6]))
    let decoded = TransformerDecoderBlock(heads: 2, hidden: 5)(target, memory)
    let model = Model(
      inputs: [target, memory],
      outputs: [AdditiveAttention()(decoded, target), Attention(useScale: true)(decoded, target)])
    let configuration = try ModelConfiguration(of: model)
    let again = try #require(try configuration.makeModel() as? Model)
    #expect(again.namedParameters.map(\.name) == model.namedParameters.map(\.name))
    #expect(try ModelConfiguration(of: again) == configuration)
  }

  @Test func impossibleShapesThrow() {
    #expect(throws: ConfigurationError.self) { try MultiHeadAttention(heads: 4).check([[3, 6]]) }
    #expect(throws: ConfigurationError.self) { try MultiHeadAttention(heads: 2).check([[6]]) }
    #expect(throws: ConfigurationError.self) { try PositionEmbedding(3).check([[4, 6]]) }
    #expect(throws: ConfigurationError.self) { try Attention().check([[4, 6], [5, 7]]) }
    #expect(throws: ConfigurationError.self) { try AdditiveAttention().check([[4, 6]]) }
    #expect(throws: ConfigurationError.self) {
      try TransformerDecoderBlock(heads: 2, hidden: 3).check([[4, 6]])
    }
    #expect(throws: ConfigurationError.self) {
      try FeedForward(4, activation: .glu).check([[4, 6]])
    }
  }

  /// A language model of two blocks learns a line by heart.
  @Test func aLanguageModelLearnsALineByHeart() {
    let line = Array("the quick brown fox jumps over the lazy dog".utf8)
    let symbols = Array(Set(line)).sorted()
    let tokens = line.compactMap { symbols.firstIndex(of: $0) }.map(Int32.init)
    let length = tokens.count - 1
    let inputs = Tensor(Array(tokens.dropLast()), shape: [1, length])
    let targets = Tensor(Array(tokens.dropFirst()), shape: [1, length])
    RandomGenerator.with(seed: 3) {
      let model = Sequential {
        TokenAndPositionEmbedding(
          vocabularySize: symbols.count, sequenceLength: length, embeddingDim: 32)
        for _ in 0..<2 {
          TransformerEncoderBlock(
            heads: 4, hidden: 64, activation: .gelu, normalizeFirst: true, isCausal: true)
        }
        LayerNormalization()
        Dense(symbols.count, useBias: false)
      }
      model.build([length])
      let optimizer = AdamW(learningRate: 0.003)
      let loss = Loss.sparseCategoricalCrossEntropy(fromLogits: true)
      var last = Double.infinity
      for _ in 0..<150 {
        let (value, gradients) = valueAndGradient(at: model.parameters) {
          loss(model(inputs), targets)
        }
        optimizer.update(model.parameters, gradients, loss: value)
        last = value.item
      }
      #expect(last < 0.05)
      let predicted = model(inputs).argmax(axis: 2)
      #expect(predicted.doubles == targets.doubles)
    }
  }
}
