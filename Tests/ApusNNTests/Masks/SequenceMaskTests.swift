import ApusCore
import Foundation
import Testing

@testable import ApusNN

/// Padding is left out: a padded sequence gives what the sequence alone gives.
@Suite struct SequenceMaskTests {
  private let padded = Tensor([Int32(3), 5, 2, 0, 0, 4, 1, 0, 0, 0], shape: [2, 5])
  private let lengths = [3, 2]

  /// The outputs for each sequence by itself, without its padding.
  private func alone(_ model: any Layer) -> [Tensor] {
    lengths.enumerated().map { row, length in model(padded[row..<row + 1, 0..<length]) }
  }

  private func expectSame(_ model: any Layer) {
    let together = model(padded)
    for (row, output) in alone(model).enumerated() {
      let own = together[row..<row + 1]
      #expect(own.shape == output.shape)
      for (a, b) in zip(own.floats, output.floats) { #expect(abs(a - b) < 1e-5) }
    }
  }

  @Test func aClassifierOfTokens() {
    expectSame(
      RandomGenerator.with(seed: 1) {
        let model = Sequential {
          Embedding(6, 8, maskZero: true)
          TransformerEncoderBlock(heads: 2, hidden: 16)
          Dense(8, activation: .relu)
          LayerNormalization()
          Sequential { MultiHeadAttention(heads: 2) }
          GlobalAveragePooling1D()
          Dense(3)
        }
        model.build([5], dtype: .int32)
        return model
      })
  }

  @Test func graphsPassMasksToo() {
    RandomGenerator.with(seed: 2) {
      let tokens = Input([5], dtype: .int32)
      let embedded = Embedding(6, 8, maskZero: true)(tokens)
      let left = Dense(8)(embedded), right = Dense(8, activation: .tanh)(embedded)
      let attended = MultiHeadAttention(heads: 2)(left, value: right)
      let luong = Attention()(left, right)
      let joined = Concatenate()(attended + left, luong)
      let graph = Model(inputs: tokens, outputs: GlobalAveragePooling1D()(joined))
      // The graph takes sequences of five alone: others through the same layers in a chain.
      let together = graph(padded)
      for (row, length) in lengths.enumerated() {
        let own = padded[row..<row + 1, 0..<length]
        let x = graph.layer(named: "embedding") as? Embedding
        guard let x, let first = graph.layer(named: "dense") as? Dense,
          let second = graph.layer(named: "dense_1") as? Dense,
          let attention = graph.layer(named: "multi_head_attention") as? MultiHeadAttention
        else {
          Issue.record("names")
          return
        }
        let (l, r) = (first(x(own)), second(x(own)))
        let wanted = Tensor.concatenated(
          [attention(l, value: r) + l, Attention()([l, r])], axis: -1
        ).mean(axis: 1)
        for (a, b) in zip(together[row].floats, wanted.floats) { #expect(abs(a - b) < 1e-5) }
      }
    }
  }

  /// The mask after these layers, for times of which the second is padding.
  private func mask(after layers: [any Layer], _ input: Tensor) -> [Double]? {
    let chain = Sequential([Masking(maskValue: -1)] + layers)
    guard let mask = chain.outputAndMask(input).mask else { return nil }
    return mask.doubles
  }

  @Test func maskingMakesPaddingZero() throws {
    let layer = Masking(maskValue: -1)
    let input = Tensor([1, -1, -1, -1, 2, 3] as [Float], shape: [1, 3, 2])
    let output = layer(input).floats
    #expect(output == [1, -1, 0, 0, 2, 3])
    let dense = mask(after: [Dense(2), Activation(.relu)], input)
    #expect(dense == [1, 0, 1])
    // After a layer that mixes times there is no mask.
    let mixing: [any Layer] = [Conv1D(2, kernel: 2), Permute([2, 1]), GlobalAveragePooling1D()]
    for layer in mixing {
      let mask = mask(after: [layer], input)
      #expect(mask == nil)
    }
    let again = mask(after: [Masking(maskValue: 3)], input)
    #expect(again == [1, 0, 1])
    let model = Sequential([Masking(maskValue: 2), GlobalAveragePooling1D()])
    model.build([3, 2])
    let restored = try ModelConfiguration(of: model).makeModel()
    #expect(restored(input).floats == model(input).floats)
    #expect(throws: ConfigurationError.self) { try layer.check([[3]]) }
  }

  @Test func withoutMasksNothingChanges() {
    let model = Sequential {
      Embedding(6, 4); GlobalAveragePooling1D()
    }
    #expect(!model.makesMasks && model.outputAndMask(padded).mask == nil)
    #expect(model(padded).floats == Embedding.same(model)(padded).mean(axis: 1).floats)
  }
}

extension Embedding {
  fileprivate static func same(_ model: Sequential) -> Embedding {
    guard let embedding = model.layers[0] as? Embedding else { fatalError() }
    return embedding
  }
}
