import Foundation
import Testing

@testable import ApusTraining

@Suite struct TrainingEventTests {
  private static let record = EpochRecord(
    epoch: 3, values: [("loss", 0.25), ("auc", 1), ("val_loss", 2e-7)], seconds: 1.5)

  /// The lines that programs have read since the first version.
  static let lines: [(event: TrainingEvent, json: String)] = [
    (
      .ended(.epoch, record),
      #"{"event":"epoch","epoch":3,"loss":0.25,"auc":1,"val_loss":2e-07,"seconds":1.5}"#
    ),
    (
      .ended(.row, EpochRecord(epoch: 1, values: [("size", 2)], seconds: 0)),
      #"{"event":"row","row":1,"size":2,"seconds":0}"#
    ),
    (
      .interrupted(.init(run: "a \"run\"/b", count: 4)),
      #"{"event":"interrupted","run":"a \"run\"/b","epochs":4}"#
    ),
    (
      .interrupted(.init(run: "r", unit: .row, count: 0)),
      #"{"event":"interrupted","run":"r","rows":0}"#
    ),
    (
      .done(.init(run: "r", count: 2, seconds: 0.125, values: [("loss", 0.5), ("a", 1)])),
      #"{"event":"done","run":"r","epochs":2,"seconds":0.125,"loss":0.5,"a":1}"#
    ),
    (
      .done(.init(run: "r", unit: .row, count: 7, seconds: 3)),
      #"{"event":"done","run":"r","rows":7,"seconds":3}"#
    ),
    (.foldBegins(2, of: 5), #"{"event":"fold","fold":2,"of":5}"#),
    (
      .foldEnds(FoldRecord(number: 2, examples: 30, values: [("loss", 0.5), ("accuracy", 0.75)])),
      #"{"event":"part","fold":2,"examples":30,"loss":0.5,"accuracy":0.75}"#
    ),
    (
      .foldsDone(
        FoldConclusion(
          run: "r", folds: 2,
          figures: [
            .init(name: "loss", mean: 0.5, deviation: 0.25),
            .init(name: "a", mean: 1, deviation: 0),
          ])),
      #"{"event":"done","run":"r","folds":2,"mean":{"loss":0.5,"a":1},"#
        + #""deviation":{"loss":0.25,"a":0}}"#
    ),
  ]

  @Test(arguments: lines.indices) func linesStayAndReadBack(_ place: Int) throws {
    let (event, json) = Self.lines[place]
    #expect(try event.json == json)
    #expect(try TrainingEvent(json: json) == event)
  }

  @Test func aLineOfMetricsIsAnEpoch() throws {
    let line = try Self.record.line
    #expect(line == "{\"epoch\":3,\"loss\":0.25,\"auc\":1,\"val_loss\":2e-07,\"seconds\":1.5}\n")
    #expect(try EpochRecord(line: line) == Self.record)
    #expect(try TrainingEvent(json: line) == .ended(.epoch, Self.record))
  }

  @Test func whatIsNotFiniteIsNull() throws {
    let record = EpochRecord(
      epoch: 1, values: [("loss", .infinity), ("a\"b", .nan)], seconds: 0.0004)
    #expect(try record.line == "{\"epoch\":1,\"loss\":null,\"a\\\"b\":null,\"seconds\":0}\n")
    let read = try EpochRecord(line: try record.line)
    #expect(read.values.map(\.name) == ["loss", "a\"b"] && read.values.allSatisfy(\.value.isNaN))
  }

  @Test(arguments: [
    "", "{}", "[]", #"{"event":"epoch"}"#, #"{"epoch":1.5}"#, #"{"epoch":1,"loss":"a"}"#,
    #"{"event":"holiday","epoch":1}"#, #"{"event":"fold","fold":1}"#,
    #"{"event":"done","run":"r","seconds":1}"#, #"{"event":"part","fold":1,"loss":2}"#,
    #"{"event":"interrupted","epochs":2}"#, #"{"epoch":1,"lo"#,
  ])
  func whatIsNoEventIsAnError(_ text: String) {
    #expect(throws: DecodingError.self) { try TrainingEvent(json: text) }
  }

  /// A plain line is read without the decoder, to the same record.
  @Test func plainLinesReadAsTheDecoderReadsThem() throws {
    let plain = [
      #"{"epoch":3,"loss":0.25,"auc":1,"val_loss":2e-07,"seconds":1.5}"#, #"{"epoch":1}"#,
      #"{"epoch":12,"b":-0,"a":1.7976931348623157e+308,"seconds":0}"#,
      #"{"epoch":7,"loss":-1.25E-3,"ä mean":4}"#,
    ]
    for line in plain {
      let record = try #require(EpochRecord(plainLine: line), "\(line)")
      #expect(try OrderedJSONDecoder().decode(EpochRecord.self, from: line) == record)
    }
    let lost = try #require(EpochRecord(plainLine: #"{"epoch":2,"loss":null}"#))
    #expect(lost.values.map(\.name) == ["loss"] && lost.values[0].value.isNaN)
    let others = [
      #"{"epoch":1,"a\"b":2}"#, #"{"epoch":1,"a,b":2}"#, #"{ "epoch":1}"#, #"{"epoch":1,}"#,
      #"{"epoch":1,"a":0x10}"#, #"{"epoch":1,"a":inf}"#, #"{"epoch":1,"a":+1}"#,
      #"{"epoch":1,"a":1.}"#,
      #"{"epoch":1,"a":"1"}"#, #"{"epoch":null}"#, #"{"epoch":1.5}"#, #"{"epoch":1,"epoch":2}"#,
      #"{"epoch":1,"a":[1]}"#, #"{"event":"epoch","epoch":1}"#, #"{"epoch":1,"lo"#, "", "{}",
    ]
    for line in others { #expect(EpochRecord(plainLine: line) == nil, "\(line)") }
  }
}
