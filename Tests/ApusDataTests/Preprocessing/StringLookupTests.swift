import ApusCore
import Foundation
import Testing

@testable import ApusData

@Suite struct StringLookupTests {
  @Test func theMostFrequentWordsComeFirst() {
    let lookup = StringLookup(learning: ["b", "a", "c", "b", "c", "b", "d"])
    #expect(lookup.vocabulary == ["b", "c", "a", "d"])
    #expect(lookup.count == 5)
    #expect(lookup(["b", "d", "x", ""]).array(of: Int32.self) == [1, 4, 0, 0])
    #expect(lookup([["a", "b"], ["c", "?"]]).array(of: Int32.self) == [3, 1, 2, 0])
    #expect(lookup.words(Tensor([Int32(1), 0, 4, 9])) == ["b", nil, "d", nil])
    let short = StringLookup(learning: ["b", "a", "c", "b", "c"], maximumSize: 1)
    #expect(short.vocabulary == ["b"])
  }

  @Test func unknownWordsKeepTheirNumber() {
    let lookup = StringLookup(vocabulary: ["a"], unknownIndices: 4)
    let numbers = ["x", "y", "z", "word", "Wort"].map { lookup.index(of: $0) }
    #expect(numbers.allSatisfy { (0..<4).contains($0 ?? -1) } && Set(numbers).count > 1)
    // The same in every run.
    #expect(numbers == ["x", "y", "z", "word", "Wort"].map { lookup.index(of: $0) })
    #expect(lookup.index(of: "a") == 4)
    #expect(StringLookup(vocabulary: ["a"], unknownIndices: 0).index(of: "x") == nil)
  }

  @Test func itIsKeptAsJSON() throws {
    let lookup = StringLookup(vocabulary: ["é", "b"], unknownIndices: 2)
    let data = try JSONEncoder().encode(lookup)
    #expect(try JSONDecoder().decode(StringLookup.self, from: data) == lookup)
    for text in [
      #"{"vocabulary":["a","a"],"unknownIndices":1}"#, #"{"vocabulary":[],"unknownIndices":-1}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(StringLookup.self, from: Data(text.utf8))
      }
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = StringLookup(vocabulary: ["a", "a"]) }
    await #expect(processExitsWith: .failure) {
      _ = StringLookup(vocabulary: ["a"], unknownIndices: 0)(["b"])
    }
  }
}
