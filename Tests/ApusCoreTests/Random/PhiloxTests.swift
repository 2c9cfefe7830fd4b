import CApusKernels
import Testing

@testable import ApusCore

@Suite struct PhiloxTests {
  /// The vectors that the generator's authors publish with Random123 (kat_vectors, philox4x32 10).
  @Test func matchesTheAuthorsVectors() {
    #expect(
      Philox.words(seed: 0, stream: 0, block: 0)
        == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.words(seed: .max, stream: .max, block: .max)
        == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.words(
        seed: 0x299f_31d0_a409_3822, stream: 0x0370_7344_1319_8a2e, block: 0x85a3_08d3_243f_6a88)
        == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func kernelsAgreeWithSwift() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<100 {
      let seed = generator.next(), stream = generator.next(), block = generator.next()
      var words = [UInt32](repeating: 0, count: 4)
      apus_philox(seed, stream, block, &words)
      let expected = Philox.words(seed: seed, stream: stream, block: block)
      #expect(words == [expected.0, expected.1, expected.2, expected.3])
    }
  }

  @Test func fillsTakeTheWordsInTheStatedOrder() {
    let generator = RandomGenerator(
      state: .init(seed: 0x1234_5678_9abc_def0, stream: 0xf_0000_0007))
    let state = generator.state
    let values = Tensor.randomUniform([100], generator: generator).floats
    for index in 0..<100 {
      let words = Philox.words(
        seed: state.seed, stream: state.stream, block: apus_philox_block(UInt64(index)))
      let list = [words.0, words.1, words.2, words.3]
      let word = list[Int(apus_philox_word(UInt64(index)))]
      #expect(values[index] == Float(word >> 8) * 0x1p-24)
    }
  }
}
