import ApusTestSupport
import Foundation
import Testing

@testable import ApusCore

@Suite struct PhiloxGoldenTests {
  private struct Case: Decodable {
    let name: String
    let kind: String
    let counter: [UInt64]
    let key: [UInt64]
    let output: [UInt32]
  }

  @Test func matchesEveryVector() throws {
    let cases: [Case] = try goldenCases("random")
    #expect(cases.count > 15)
    for golden in cases {
      let seed = golden.key[0] | golden.key[1] << 32
      for place in stride(from: 0, to: golden.output.count, by: 4) {
        // The counter is one number of 128 bits.
        let (block, carries) = (golden.counter[0] | golden.counter[1] << 32)
          .addingReportingOverflow(UInt64(place / 4))
        let stream = (golden.counter[2] | golden.counter[3] << 32) &+ (carries ? 1 : 0)
        let words = Philox.words(seed: seed, stream: stream, block: block)
        #expect(
          [words.0, words.1, words.2, words.3] == Array(golden.output[place..<(place + 4)]),
          "\(golden.name), word \(place)")
      }
    }
  }
}
