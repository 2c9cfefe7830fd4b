import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns
@testable import ApusTraining

@Suite struct RunListTests {
  private let folder = TemporaryFolder()
  private var place: String { folder.path + "/runs" }
  private var index: RunIndex { RunIndex(folder.path + "/home/runs.sqlite") }

  @Test func runsAreFoundEnteredAndRememberedElsewhere() throws {
    try makeRun(place + "/second", created: "2026-11-02T10:00:00Z")
    try makeRun(place + "/group/first")
    try makeRun(place + "/group/first/inside")
    #expect(RunList(index).runs.isEmpty)
    let list = RunList(index, scanning: [place])
    #expect(list.runs.map(\.name) == ["first", "second"] && list.problems.isEmpty)
    #expect(RunList(index).runs == list.runs)
    #expect(list.inside(place + "/group").runs.map(\.name) == ["first"])
    // Without an index there is what is in the folder.
    #expect(RunList(nil, scanning: [place]).runs == list.runs)
  }

  @Test func whatFilesSayNowCounts() throws {
    let run = try makeRun(place + "/a")
    #expect(RunList(index, scanning: [place]).runs[0].score?.value.last == 0.75)
    try run.write(History(epochs: [EpochRecord(epoch: 1, values: [("loss", 3)], seconds: 1)]))
    try run.add(tag: "odd")
    let again = try #require(RunList(index).runs.first)
    #expect(again.score?.name == "loss" && again.score?.value.last == 3 && again.tags == ["odd"])
    try FileManager.default.removeItem(atPath: run.path)
    let gone = RunList(index)
    #expect(gone.runs.isEmpty && gone.vanished == [again.path])
  }

  @Test func aDamagedRunHidesNoOther() throws {
    try makeRun(place + "/good")
    try "{".write(
      toFile: try makeRun(place + "/bad").configurationFile, atomically: true, encoding: .utf8)
    let list = RunList(index, scanning: [place])
    #expect(list.runs.map(\.name) == ["good"] && list.problems.count == 1)
    #expect(list.problems[0].description.contains("/bad/config.json"))
  }

  @Test func anIndexThatCannotBeUsedHidesNoRunInTheFolder() throws {
    try makeRun(place + "/a")
    let list = RunList(RunIndex("/proc/apus/runs.sqlite"), scanning: [place])
    #expect(list.runs.count == 1 && list.indexProblem != nil)
  }

  @Test func statesComeFromEndsLocksAndEpochs() throws {
    func state(_ name: String) throws -> RunState {
      try RunSummary(of: RunFolder(place + "/" + name)).state
    }
    try makeRun(place + "/finished")
    try makeRun(place + "/interrupted", planned: 9, end: .interrupted)
    try Data().write(to: URL(filePath: makeRun(place + "/older", end: nil).modelFile))
    try makeRun(place + "/untold", end: nil)
    try makeRun(place + "/killed", planned: 9, end: nil)
    #expect(try state("finished") == .finished && state("interrupted") == .interrupted)
    #expect(try state("older") == .finished && state("killed") == .stopped)
    // All lines are there, but not the model of the last.
    #expect(try state("untold") == .stopped)
    #expect(RunList(index, scanning: [place]).runs.count == 5)
    let lock = try RunFolder(place + "/killed").lock()
    #expect(try state("killed") == .running)
    #expect(RunList(index).runs.first { $0.name == "killed" }?.state == .running)
    withExtendedLifetime(lock) {}
  }

  @Test func namesMeanOneRun() throws {
    try makeRun(place + "/alpha-one")
    try makeRun(place + "/alpha-two")
    try makeRun(place + "/beta")
    try makeRun(place + "/group/beta")
    let list = RunList(index, scanning: [place])
    #expect(try list.run("alpha-o").name == "alpha-one")
    #expect(try list.run(place + "/beta").path.hasSuffix("runs/beta"))
    for (name, part) in [
      ("alpha", "may be 2 runs: alpha-one, alpha-two; write more"), ("beta", "write the folder"),
      ("alpha-won", "did you mean 'alpha-one'?"), ("/nowhere", "is not a run"),
      ("", "is not a run"),
    ] {
      let error = #expect(throws: FileError.self) { try list.run(name) }
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }
  }

  @Test func tagsAreWords() throws {
    let run = try makeRun(place + "/a")
    for tag in ["paper", "v1.0", "größer", "paper"] { try run.add(tag: tag) }
    #expect(run.tags() == ["größer", "paper", "v1.0"])
    for tag in ["", ".", "..", "a/b", "-x", "a b", String(repeating: "x", count: 65)] {
      #expect(throws: TrainingError.self, "\(tag)") { try run.add(tag: tag) }
    }
    try run.remove(tag: "paper")
    #expect(throws: TrainingError.self) { try run.remove(tag: "paper") }
    for tag in run.tags() { try run.remove(tag: tag) }
    #expect(!FileManager.default.fileExists(atPath: run.tagsFolder))
  }
}
