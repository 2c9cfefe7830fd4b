import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusNN

/// Whole curves of every schedule against Keras and PyTorch.
@Suite struct GoldenScheduleTests {
  static let cases = (try? GoldenSchedule.all()) ?? []
  static let curves = cases.filter { $0.kind != "PlateauDecay" }
  static let plateaus = cases.filter { $0.kind == "PlateauDecay" }

  @Test func everyScheduleIsThere() {
    #expect(Self.curves.count > 25 && Self.plateaus.count > 4)
    let names = Set(Self.curves.map(\.kind))
    #expect(names == Set(Registry.schedules.names))
  }

  @Test(arguments: curves) func matchesItsSource(_ example: GoldenSchedule) throws {
    let schedule = try example.schedule()
    for (step, rate) in example.rates.enumerated() {
      let found = schedule.learningRate(at: step)
      #expect(isClose(found, rate, example.source), "\(found) at \(step), not \(rate)")
      if let momenta = example.momenta {
        let found = try #require(schedule.momentum(at: step))
        #expect(isClose(found, momenta[step], example.source), "momentum \(found) at \(step)")
      } else {
        #expect(example.kind == "CyclicRate" || schedule.momentum(at: step) == nil)
      }
    }
  }

  @Test(arguments: curves) func describesItself(_ example: GoldenSchedule) throws {
    let schedule = try example.schedule()
    let data = try JSONEncoder().encode(schedule.configuration.value)
    let value = try JSONDecoder().decode(ConfigurationValue.self, from: data)
    let again = try Registry.schedules.make(value)
    #expect(again.configuration == schedule.configuration)
    for step in 0..<70 { #expect(again.learningRate(at: step) == schedule.learningRate(at: step)) }
  }

  @Test(arguments: plateaus) func plateausMatchKeras(_ example: GoldenSchedule) throws {
    var plateau = try example.plateau()
    var rate = 0.1
    for (metric, expected) in zip(try #require(example.metrics), example.rates) {
      rate = plateau.learningRate(after: metric, current: rate)
      #expect(isClose(rate, expected, example.source))
      // A run's state keeps it between any two epochs.
      plateau = try JSONDecoder().decode(
        PlateauDecay.self, from: JSONEncoder().encode(plateau))
    }
  }

  /// Keras computes schedules in float32.
  private func isClose(_ a: Double, _ b: Double, _ source: String) -> Bool {
    abs(a - b) <= (source == "Keras" ? 1e-5 : 1e-8) * max(abs(b), 1e-6)
  }
}

/// A case of `schedules.json`.
struct GoldenSchedule: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let kind: String
  let source: String
  let config: [String: ConfigurationValue]
  let rates: [Double]
  let momenta: [Double]?
  let metrics: [Double]?

  var testDescription: String { name }

  static func all() throws -> [GoldenSchedule] { try goldenCases("schedules") }

  func schedule() throws -> any LearningRateSchedule {
    try ScheduleConfiguration(name: kind, options: config).makeSchedule()
  }

  func plateau() throws -> PlateauDecay {
    PlateauDecay(
      factor: config["factor"]?.number ?? 0.1, patience: config["patience"]?.integer ?? 10,
      direction: config["direction"]?.text == "maximize" ? .maximize : .minimize,
      minimalChange: config["minimalChange"]?.number ?? 1e-4,
      cooldown: config["cooldown"]?.integer ?? 0,
      minimalRate: config["minimalRate"]?.number ?? 0)
  }
}
