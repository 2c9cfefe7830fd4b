import ApusData
import ApusFiles
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns
@testable import ApusTraining

@Suite struct StudyTests {
  private func space() throws -> SearchSpace {
    try SearchSpace([
      .real("x", -2...2), .integer("n", 1...64, scale: .logarithmic),
      .choice("kind", ["a", "b"]),
    ])
  }

  /// A function whose best values are x = 1, n = 64, kind b; more of the resource brings it nearer
  /// to its end.
  private func value(_ trial: Trial, _ resource: Int) -> Double {
    let x = trial.values["x"]?.asNumber ?? 0, n = trial.values["n"]?.asNumber ?? 1
    let kind = trial.values["kind"] == "b" ? 0.5 : 0
    return log(n) / 4 + kind - (x - 1) * (x - 1) - 1 / Double(resource)
  }

  private let folder = TemporaryFolder()

  private func study(
    _ name: String, trials: Int = 20, resource: Int = 9, seed: UInt64 = 3, file: String? = nil
  ) throws -> Study {
    if file != nil { try AtomicFile.makeFolder(folder.path) }
    let strategy = try StrategyConfiguration(
      name: name, trials: trials, resource: resource, seed: seed
    ).makeStrategy()
    return try Study(
      space(), strategy: strategy, objective: Monitor("score", .maximize),
      setup: ["data": "none"], file: file.map { folder.path + "/" + $0 })
  }

  @Test(arguments: StrategyConfiguration.names)
  func everyStrategyFindsSomethingGood(_ name: String) throws {
    let study = try study(name, trials: 40)
    #expect(try study.optimize(value))
    let best = try #require(study.best)
    #expect(best.state == .done && best.resource == 9)
    // Half of the space lies below −1.2.
    #expect((best.result?.value ?? -9) > 0.6, "\(best)")
    #expect(Set(study.trials.map(\.values)).count == study.trials.count)
    let again = try self.study(name, trials: 40)
    try again.optimize(value)
    #expect(again.record == study.record)
    let other = try self.study(name, trials: 40, seed: 4)
    try other.optimize(value)
    #expect(other.trials.map(\.values) != study.trials.map(\.values))
  }

  @Test(arguments: StrategyConfiguration.names)
  func aStudyThatIsKilledEndsTheSame(_ name: String) throws {
    let whole = try study(name, file: name + "-whole.json")
    var calls = 0
    try whole.optimize { trial, resource in
      calls += 1
      return value(trial, resource)
    }
    let bytes = try #require(FileManager.default.contents(atPath: whole.file ?? ""))
    struct Killed: Error {}
    for last in stride(from: 1, to: calls, by: 3) {
      // Dies within this call; what it had done by then is in the file.
      let file = "\(name)-\(last).json"
      var count = 0
      let killed = try study(name, file: file)
      #expect(throws: Killed.self) {
        try killed.optimize { trial, resource in
          if count == last { throw Killed() }
          count += 1
          return value(trial, resource)
        }
      }
      let resumed = try study(name, file: file)
      #expect(resumed.trials.filter { $0.state == .running }.count == 1)
      try resumed.optimize { trial, resource in
        count += 1
        return value(trial, resource)
      }
      #expect(count == calls)
      #expect(FileManager.default.contents(atPath: resumed.file ?? "") == bytes)
    }
  }

  @Test func halvingKeepsTheBest() throws {
    let study = try study("halving")
    var spent: [Int: Int] = [:]
    try study.optimize { trial, resource in
      spent[resource, default: 0] += 1
      #expect((trial.result?.resource ?? 0) < resource)
      return value(trial, resource)
    }
    #expect(spent == [1: 20, 3: 6, 9: 2])
    #expect(study.trials.filter { $0.state == .pruned }.count == 18)
    let first = study.trials.compactMap { $0.value(at: 1) }.sorted(by: >)
    for trial in study.trials {
      let value = try #require(trial.value(at: 1))
      #expect((trial.results.count > 1) == (value >= first[5]))
    }
    // The function's order does not depend on the resource, so the best of all is found.
    #expect(study.best?.value(at: 1) == first[0])
  }

  /// Table 1 of Li et al. 2018: R = 81, η = 3.
  @Test func hyperbandHasTheBracketsOfItsPaper() {
    let brackets = Hyperband(trials: 143, resource: 81).brackets
    #expect(
      brackets.map(\.sizes) == [[81, 27, 9, 3, 1], [34, 11, 3, 1], [15, 5, 1], [8, 2], [5]])
    #expect(
      brackets.map(\.resources) == [
        [1, 3, 9, 27, 81], [3, 9, 27, 81], [9, 27, 81], [27, 81], [81],
      ])
    let cut = Hyperband(trials: 150, resource: 81).brackets
    #expect(cut.count == 6 && cut[5].sizes == [7, 2] && cut[5].resources == [27, 81])
  }

  @Test func bracketsDivideWhatCanBeDivided() {
    #expect(SuccessiveHalving(trials: 4, resource: 81).bracket.resources == [27, 81])
    #expect(SuccessiveHalving(trials: 20, resource: 2).bracket.resources == [2])
    #expect(SuccessiveHalving(trials: 20, resource: 10).bracket.resources == [1, 3, 10])
    #expect(SuccessiveHalving(trials: 20, resource: 8, factor: 2).bracket.sizes == [20, 10, 5, 2])
    #expect(81.logarithm(base: 3) == 4 && 80.logarithm(base: 3) == 3 && 1.logarithm(base: 2) == 0)
    #expect(10.raised(to: 30) == .max && 3.raised(to: 0) == 1)
  }

  @Test func whatFailsIsWrittenDownAndTheSearchGoesOn() throws {
    let study = try study("halving", file: "failing.json")
    try study.optimize { trial, resource in
      switch trial.number % 4 {
      case 1: throw FailedTrial("out of luck")
      case 2 where resource > 1: return .nan
      default: return value(trial, resource)
      }
    }
    #expect(study.trials.count == 20)
    #expect(study.trials[0].state == .failed && study.trials[0].failure == "out of luck")
    #expect(study.trials.allSatisfy { $0.state != .running && $0.state != .waiting })
    #expect(study.trials.contains { $0.failure == "score is nan" })
    #expect(study.ranking.allSatisfy { $0.state != .failed })
    let hopeless = try self.study("random", trials: 3)
    try hopeless.optimize { _, _ in throw FailedTrial("no") }
    #expect(hopeless.best == nil && hopeless.trials.count == 3)
  }

  @Test func otherErrorsAndInterruptsEndTheSearch() throws {
    let study = try study("random", trials: 5)
    #expect(throws: FileError.self) {
      try study.optimize { _, _ in throw FileError("disk", "is full") }
    }
    #expect(study.trials.map(\.state) == [.running])
    let interrupt = Interrupt()
    var count = 0
    let isOver = try study.optimize(interrupt: interrupt) { trial, resource in
      count += 1
      if count == 3 {
        interrupt.request()
        return nil
      }
      return value(trial, resource)
    }
    #expect(!isOver && study.trials.map(\.state) == [.done, .done, .running])
    #expect(try study.optimize(value))
    #expect(study.trials.map(\.state) == Array(repeating: .done, count: 5))
  }

  @Test func onlyTheSameSearchGoesOn() throws {
    try study("random", trials: 3, file: "study.json").optimize(value)
    // More trials go on in the same sequence.
    let more = try study("random", trials: 6, file: "study.json")
    try more.optimize(value)
    let straight = try study("random", trials: 6)
    try straight.optimize(value)
    #expect(more.record == straight.record)
    #expect(throws: TrainingError.self) { try study("halton", file: "study.json") }
    #expect(throws: TrainingError.self) { try study("random", seed: 8, file: "study.json") }
    #expect(throws: TrainingError.self) { try study("random", resource: 2, file: "study.json") }
    try study("halving", trials: 3, file: "halving.json").optimize(value)
    #expect(throws: TrainingError.self) { try study("halving", trials: 4, file: "halving.json") }
    #expect(throws: TrainingError.self) {
      try Study(space(), strategy: RandomSearch(trials: 1), objective: Monitor("score"))
    }
    let file = folder.path + "/study.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for (part, other) in [
      ("\"number\" : 2", "\"number\" : 3"), ("\"resource\" : 9,", "\"resource\" : -9,"),
    ] {
      #expect(text.contains(part))
      try text.replacing(part, with: other).write(toFile: file, atomically: true, encoding: .utf8)
      #expect(throws: FileError.self) { try study("random", file: "study.json") }
    }
    for text in ["", "{", "[]", "{\"format\": 2}"] {
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(throws: FileError.self) { try study("random", file: "study.json") }
    }
    #expect(throws: FileError.self) { try Study.Record(contentsOf: "/nowhere") }
  }

  @Test func configurationsAreChecked() {
    for wrong in [
      StrategyConfiguration(name: "random", trials: 0), .init(name: "grid", trials: 1, resource: 0),
      .init(name: "halving", trials: 1, factor: 1), .init(name: "halfing", trials: 1),
    ] {
      #expect(throws: TrainingError.self) { try wrong.makeStrategy() }
    }
  }

  @Test func studiesAreDrawn() throws {
    let study = try study("halving")
    try study.optimize(value)
    let progress = study.progressChart(reference: ("defaults", 0.1)).svg
    for part in ["best so far", "pruned", "done", "defaults", "score"] {
      #expect(progress.contains(part), "\(part)")
    }
    #expect(study.chart(of: "n")?.svg.contains("n</text>") == true)
    #expect(study.chart(of: "kind")?.svg.contains(">b</text>") == true)
    #expect(study.chart(of: "y") == nil)
    #expect(try !self.study("random").progressChart().svg.isEmpty)
  }
}
