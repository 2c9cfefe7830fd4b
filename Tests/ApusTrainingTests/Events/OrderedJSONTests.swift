import Foundation
import Testing

@testable import ApusTraining

@Suite struct OrderedJSONTests {
  /// Every kind of container, nested in every other.
  private struct Sample: Codable, Equatable {
    struct Part: Codable, Equatable {
      var z = [1, 2]
      var a: [String] = []
    }

    var text = "a \"quoted\" \\ line\n\u{1}ä"
    var flag = true
    var parts = [Part(), Part(z: [], a: ["x"])]
    var small: UInt8 = 200
    var single: Float = 0.1
    var missing: Int?
    var deep = [[[1.5]], []]
    var last = ["only": Part()]
  }

  @Test func keepsTheOrderAndReadsBack() throws {
    let json = try OrderedJSONEncoder().encode(Sample())
    let expected =
      #"{"text":"a \"quoted\" \\ line\n\u0001ä","flag":true,"#
      + #""parts":[{"z":[1,2],"a":[]},{"z":[],"a":["x"]}],"small":200,"single":0.1,"#
      + #""deep":[[[1.5]],[]],"last":{"only":{"z":[1,2],"a":[]}}}"#
    #expect(json == expected)
    #expect(try OrderedJSONDecoder().decode(Sample.self, from: json) == Sample())
    #expect(try JSONDecoder().decode(Sample.self, from: Data(json.utf8)) == Sample())
  }

  /// An object that is filled by several values, and containers within containers.
  private struct Layered: Encodable {
    func encode(to encoder: any Encoder) throws {
      var first = encoder.container(keyedBy: AnyName.self)
      try first.encode(1, forKey: "b")
      var inner = first.nestedContainer(keyedBy: AnyName.self, forKey: "inner")
      try inner.encodeNil(forKey: "none")
      var list = inner.nestedUnkeyedContainer(forKey: "list")
      try list.encode(1)
      try list.encodeNil()
      var part = list.nestedContainer(keyedBy: AnyName.self)
      try part.encode("x", forKey: "y")
      _ = first.nestedUnkeyedContainer(forKey: "empty")
      var second = encoder.container(keyedBy: AnyName.self)
      try second.encode(2, forKey: "a")
    }
  }

  @Test func containersCloseWhenTheirParentGoesOn() throws {
    let json = try OrderedJSONEncoder().encode([Layered(), Layered()])
    let one = #"{"b":1,"inner":{"none":null,"list":[1,null,{"y":"x"}]},"empty":[],"a":2}"#
    #expect(json == "[\(one),\(one)]")
  }

  @Test func scalarsStandAlone() throws {
    #expect(try OrderedJSONEncoder().encode("a/b") == #""a/b""#)
    #expect(try OrderedJSONEncoder().encode(Int64.min) == "-9223372036854775808")
    #expect(try OrderedJSONEncoder().encode([Double.nan, 2, 0.1]) == "[null,2,0.1]")
    #expect(try OrderedJSONEncoder().encode([Int?](arrayLiteral: nil, 1)) == "[null,1]")
  }

  @Test func numbersAreJSON() {
    #expect(jsonNumber(1) == "1" && jsonNumber(0.5) == "0.5" && jsonNumber(.nan) == "null")
    #expect(jsonNumber(-1e300) == "-1e+300" && jsonNumber(.infinity) == "null")
  }
}
