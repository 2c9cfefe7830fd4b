import Testing

@testable import ApusTraining

@Suite struct FoldRecordTests {
  @Test func aLineOfResultsReadsBack() throws {
    let record = FoldRecord(number: 3, examples: 12, values: [("loss", 0.5), ("accuracy", 1)])
    #expect(try record.line == "{\"fold\":3,\"examples\":12,\"loss\":0.5,\"accuracy\":1}\n")
    #expect(try FoldRecord(line: try record.line) == record)
    #expect(throws: DecodingError.self) { try FoldRecord(line: "{\"fold\":3}") }
  }

  @Test func aPartWithoutADeviationHasNone() throws {
    let conclusion = FoldConclusion(
      run: "r", folds: 1, figures: [.init(name: "loss", mean: 0.5, deviation: .nan)])
    let json = try OrderedJSONEncoder().encode(conclusion)
    #expect(json == #"{"run":"r","folds":1,"mean":{"loss":0.5},"deviation":{"loss":null}}"#)
    let read = try OrderedJSONDecoder().decode(FoldConclusion.self, from: json)
    #expect(read.figures[0].mean == 0.5 && read.figures[0].deviation.isNaN)
  }
}
