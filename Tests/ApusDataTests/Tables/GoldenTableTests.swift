import ApusCore
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

/// Numbers of NumPy and records of Python's csv module: `Tests/Golden/tables.json`.
@Suite struct GoldenTableTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    let config: Config
    let inputs: [GoldenTensor]
    let outputs: [GoldenTensor]
    let text: String?
    let rows: [[String]]?

    var testDescription: String { name }
  }

  struct Config: Decodable, Sendable {
    let classes: Int?
    let lag: Int?
    let separator: String?
  }

  static let cases: [Case] = (try? goldenCases("tables")) ?? []

  static func cases(_ kinds: String...) -> [Case] { cases.filter { kinds.contains($0.kind) } }

  private func expectClose(_ actual: [Double], _ golden: GoldenTensor, _ what: String) {
    let tolerance = golden.type == "float32" ? 1e-5 : 1e-12
    let scale = max(1, golden.data.map(\.magnitude).max() ?? 0)
    let error = zip(actual, golden.data).map { ($0 - $1).magnitude }.max() ?? 0
    #expect(actual.count == golden.data.count && error <= tolerance * scale, "\(what): \(error)")
  }

  @Test func theFileIsThere() { #expect(Self.cases.count == 75) }

  private func check<Scaling: FeatureScaling>(_ type: Scaling.Type, _ golden: Case) throws {
    let fitted = Scaling(fittedTo: golden.inputs[0].tensor)
    let kept = try JSONDecoder().decode(Scaling.self, from: JSONEncoder().encode(fitted))
    #expect(kept == fitted)
    for (input, output) in zip(golden.inputs, golden.outputs) {
      expectClose(kept(input.tensor).doubles, output, golden.name)
    }
  }

  @Test(arguments: cases("minMax", "mean", "standard", "unitNorm"))
  func scalings(_ golden: Case) throws {
    switch golden.kind {
    case "minMax": try check(MinMaxScaling.self, golden)
    case "mean": try check(MeanScaling.self, golden)
    case "standard": try check(StandardScaling.self, golden)
    default: try check(UnitNormScaling.self, golden)
    }
  }

  @Test(arguments: cases("statistics"))
  func statistics(_ golden: Case) {
    let found = FeatureStatistics(of: golden.inputs[0].tensor)
    let lists = [found.minima, found.maxima, found.means, found.standardDeviations]
    for (list, output) in zip(lists, golden.outputs) { expectClose(list, output, golden.name) }
  }

  @Test(arguments: cases("oneHot", "thermometer", "binary"))
  func codings(_ golden: Case) throws {
    let classes = try #require(golden.config.classes)
    let coding: any ClassCoding =
      switch golden.kind {
      case "oneHot": OneHotCoding(classCount: classes)
      case "thermometer": ThermometerCoding(classCount: classes)
      default: BinaryCoding(classCount: classes)
      }
    let codes = coding.encode(golden.inputs[0].tensor)
    #expect(codes.shape.array == golden.outputs[0].shape && codes.dtype == .float32)
    #expect(codes.doubles == golden.outputs[0].data)
    #expect(coding.decode(golden.inputs[1].tensor).doubles == golden.inputs[0].data)
  }

  @Test(arguments: cases("differences"))
  func differences(_ golden: Case) throws {
    let lag = try #require(golden.config.lag)
    let series = golden.inputs[0].tensor
    let changes = Differencing(lag: lag)(series)
    expectClose(changes.doubles, golden.outputs[0], golden.name)
    let restored = Differencing(lag: lag).restored(changes, after: series[..<lag])
    #expect(restored.type == series.type)
    expectClose(restored.doubles, golden.inputs[0], golden.name)
  }

  @Test(arguments: cases("balance"))
  func balance(_ golden: Case) {
    let found = ClassBalance(
      labels: golden.inputs[0].data.map { Int($0) }, names: ["a", "b", "c", "d"])
    #expect(found.counts.map(Double.init) == golden.outputs[0].data)
    expectClose(found.shares, golden.outputs[1], golden.name)
    expectClose(found.weights, golden.outputs[2], golden.name)
  }

  @Test(arguments: cases("gaps"))
  func gaps(_ golden: Case) throws {
    let table = try TableTests.read(try #require(golden.text))
    for (policy, at) in [(MissingValues.fillMean, 0), (.fillMostFrequent, 1), (.dropRows, 2)] {
      guard case .numbers(let numbers) = try table.completed(policy).columns[0].cells else {
        Issue.record("not numbers")
        continue
      }
      expectClose(numbers.compactMap { $0 }, golden.outputs[at], "\(golden.name) \(policy)")
    }
  }

  @Test(arguments: cases("records"))
  func records(_ golden: Case) throws {
    let separator = try #require(golden.config.separator?.first)
    let source = MemorySource(Array(try #require(golden.text).utf8), name: golden.name)
    let reader = try CSVReader(
      source, format: CSVFormat(separator: separator, trimsSpaces: false))
    var rows: [[String]] = []
    while let record = try reader.next() { rows.append(record.fields.map(\.text)) }
    #expect(rows == golden.rows)
  }
}
