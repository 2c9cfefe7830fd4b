import ApusCore
import Testing

@testable import ApusNN

/// Attention to other sequences in functional graphs.
@Suite struct AttentionInGraphsTests {
  @Test func symbolsAsMemory() throws {
    let target = Input([5, 8]), memory = Input([7, 6]), keys = Input([7, 3]), mask = Input([7])
    let attention = MultiHeadAttention(heads: 2, keyDim: 3)
    let plain = MultiHeadAttention(heads: 2, keyDim: 3)
    let model = Model(
      inputs: [target, memory, keys, mask],
      outputs: [
        attention(target, value: memory, key: keys, paddingMask: mask .> 0),
        plain(target, value: memory), MultiHeadAttention(heads: 4, isCausal: true)(target),
      ])
    let x = RandomGenerator.with(seed: 4) {
      [[3, 5, 8], [3, 7, 6], [3, 7, 3]].map { Tensor.randomNormal(Shape($0)) }
    }
    let kept = Tensor((0..<21).map { Float($0 % 7 < 4 ? 1 : 0) }, shape: [3, 7])
    let found = model([x[0], x[1], x[2], kept])
    let wanted = attention(x[0], value: x[1], key: x[2], paddingMask: kept .> 0)
    #expect(found[0].floats == wanted.floats)
    #expect(found[1].floats == plain(x[0], value: x[1]).floats)
    #expect(found.map(\.shape) == [[3, 5, 8], [3, 5, 8], [3, 5, 8]])

    let again = try #require(try ModelConfiguration(of: model).makeModel() as? Model)
    for (own, read) in zip(model.parameters, again.parameters) {
      #expect(own.type == read.type)
      read.wrappedValue = own.wrappedValue
    }
    #expect(again([x[0], x[1], x[2], kept]).map(\.floats) == found.map(\.floats))
  }

  @Test func aDecoderBlockTakesAMemory() {
    let target = Input([5, 8]), memory = Input([7, 6])
    let block = TransformerDecoderBlock(heads: 2, hidden: 16)
    let model = Model(inputs: [target, memory], outputs: [block(target, memory: memory)])
    let (x, m) = (Tensor.ones([2, 5, 8]), Tensor.ones([2, 7, 6]))
    #expect(model([x, m])[0].floats == block(x, memory: m).floats)
  }

  @Test func whatDoesNotFitIsRefused() {
    let attention = MultiHeadAttention(heads: 2)
    let shapes: [[Shape]] = [
      [], [[5]], [[5, 8], [7]], [[5, 8], [7, 6], [6, 6]], [[5, 8], [7, 6], [7, 6], [5]],
      [[5, 8], [7, 6], [7, 6], [7], [7]], [[5, 7]],
    ]
    for inputs in shapes {
      #expect(throws: ConfigurationError.self, "\(inputs)") { try attention.check(inputs) }
    }
    #expect(throws: Never.self) { try attention.check([[5, 8], [7, 6], [7, 2], [7]]) }
  }

  @Test func aCallsOwnCausalityIsToldWhereToSayIt() async {
    await #expect(processExitsWith: .failure) {
      _ = MultiHeadAttention(heads: 2)(Input([5, 8]), isCausal: true)
    }
  }
}
