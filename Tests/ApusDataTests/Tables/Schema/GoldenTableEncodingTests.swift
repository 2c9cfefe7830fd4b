import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

/// Tables as numbers beside pandas' and scikit-learn's: Tests/Golden/table_encoding.json.
@Suite struct GoldenTableEncodingTests {
  struct TableCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let scaling: TableOptions.Scaling
    let missing: MissingValues
    let train: String
    let test: String
    let featureNames: [String]
    let features: GoldenTensor
    let testFeatures: GoldenTensor
    let price: GoldenTensor
    let grade: GoldenTensor
    var testDescription: String { name }
  }

  struct DateCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let form: String
    let texts: [String]
    let parts: GoldenTensor
    var testDescription: String { name }
  }

  private struct Either<Value: Decodable>: Decodable {
    let value: Value?
    init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
  }

  /// The cases of one of the two kinds; the others do not decode.
  private static func cases<Case: Decodable>(_ type: Case.Type) throws -> [Case] {
    try goldenCases("table_encoding", as: Either<Case>.self).compactMap(\.value)
  }

  @Test func nothingIsMissing() throws {
    #expect(try GoldenTableEncodingTests.cases(TableCase.self).count == 3)
    #expect(try GoldenTableEncodingTests.cases(DateCase.self).count == 8)
  }

  private func distance(_ a: Tensor, _ b: GoldenTensor) -> Double {
    guard a.shape.array == b.shape else { return .infinity }
    return zip(a.doubles, b.data).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
  }

  @Test(arguments: try GoldenTableEncodingTests.cases(TableCase.self))
  func tablesAreEncoded(_ golden: TableCase) throws {
    let train = try TextTable(text: golden.train, name: "train.csv")
    let test = try TextTable(text: golden.test, name: "test.csv")
    let options = TableOptions(
      target: "price", kinds: ["grade": .ignore], missing: golden.missing, scaling: golden.scaling)
    let learned = try TableSchema(learnedFrom: train, options)
    #expect(learned.featureNames == golden.featureNames)
    #expect(
      learned.notes == [
        "column 'id' is left out: it numbers the rows",
        "column 'constant' is left out: it is '7' in all rows",
      ])
    // As a run keeps it.
    let schema = try JSONDecoder().decode(
      TableSchema.self, from: JSONEncoder().encode(learned))
    #expect(schema == learned)
    let examples = try schema.encode(train)
    #expect(distance(try examples.all().features, golden.features) < 2e-6)
    #expect(examples.notes == [])
    let others = try schema.encode(test)
    #expect(distance(try others.all().features, golden.testFeatures) < 2e-6)
    #expect(try others.all().labels.floats == golden.price.single.floats)
    #expect(
      others.notes == [
        "column 'income': 1 missing values filled, where training had none",
        "column 'city': 1 times unknown to training: 'Bełchatów'",
      ])
    // To be predicted, all rows are kept and nothing is said of the target.
    let asked = try schema.encode(test, for: .predicting)
    #expect(asked.targets.isEmpty && asked.count == test.rowCount)
    #expect(distance(try asked.all().features, golden.testFeatures) < 2e-6)
  }

  @Test(arguments: try GoldenTableEncodingTests.cases(TableCase.self))
  func fewWholeNumbersAreClasses(_ golden: TableCase) throws {
    let train = try TextTable(text: golden.train, name: "train.csv")
    let options = TableOptions(target: "grade", kinds: ["price": .ignore])
    let schema = try TableSchema(learnedFrom: train, options)
    #expect(schema.classNames == ["1", "2", "3"])
    let test = try schema.encode(TextTable(text: golden.test, name: "test.csv"))
    #expect(test.classes()?.map { $0 + 1 } == golden.grade.data.map { Int($0) })
  }

  @Test(arguments: try GoldenTableEncodingTests.cases(DateCase.self))
  func datesAreRead(_ golden: DateCase) throws {
    let form = try #require(DateText.Form(rawValue: golden.form))
    #expect(DateText.form(of: golden.texts) == form)
    let coding = ColumnCoding.DateCoding(
      form: form, hasTime: true,
      days: ColumnCoding.NumberCoding(offset: 0, divisor: 1, fill: nil), fill: nil)
    for (row, text) in golden.texts.enumerated() {
      let moment = try #require(DateText.moment(text, form))
      var expected = golden.parts.data[row * 7..<(row + 1) * 7].map { $0 }
      // The day of a month is always the first.
      if form == .months { expected.removeSubrange(3..<5) }
      let parts = coding.parts(moment)
      try #require(parts.count == expected.count)
      for (a, b) in zip(parts, expected) {
        #expect(abs(Double(a) - b) < 1e-6 * max(1, abs(b)), "\(text)")
      }
    }
  }
}
