import ApusData
import ApusFiles
import ApusTestSupport
import ApusTrainingSupport
import Foundation
import Testing

@testable import ApusRuns
@testable import ApusTraining

@Suite struct RunJournalTests {
  private let folder = TemporaryFolder()
  private var index: RunIndex { RunIndex(folder.path + "/home/runs.sqlite") }
  private let reporter = NotingReporter()

  private func train(
    _ name: String, in index: RunIndex?, epochs: Int = 2, interrupt: Interrupt? = nil,
    batchSize: Int = 32
  ) throws {
    let run = RunFolder(folder.path + "/" + name)
    _ = try RunJournal.keep(run, in: index, reporter: reporter) { journal in
      if !run.exists { try makeRun(run.path, planned: epochs, accuracies: [], end: nil) }
      let trainer = makeTrainer()
      return try trainer.fit(
        quadrants(200, seed: 5), epochs: epochs, batchSize: batchSize, validation: nil, seed: 0,
        run: run, lock: journal.lock, checkpointEvery: nil, callbacks: [], classWeights: nil,
        sampleWeights: nil, accumulationSteps: 1, modelMetadata: [:], reporter: journal,
        interrupt: interrupt)
    }
  }

  @Test func theEndIsInTheFolderAndInTheIndex() throws {
    try train("a", in: index)
    let entry = try #require(try index.entries().first)
    #expect(entry.run?.state == .finished && entry.run?.epochs == 2 && entry.run?.ended != nil)
    // Listing finds the row as it is: nothing is read again.
    #expect(entry.stamp == RunFolder(folder.path + "/a").stamp)
    let interrupt = Interrupt()
    interrupt.request()
    try train("b", in: index, interrupt: interrupt)
    #expect(RunFolder(folder.path + "/b").end()?.state == .interrupted)
    try train("b", in: index)
    #expect(RunList(index).runs.map(\.state) == [.finished, .finished])
    #expect(reporter.notes.isEmpty)
  }

  @Test func anErrorIsAFailureUnlessTrainingHadNotBegun() throws {
    struct Broken: Error, CustomStringConvertible { let description = "the data is gone" }
    let run = try makeRun(folder.path + "/a", accuracies: [], end: nil)
    #expect(throws: Broken.self) {
      try RunJournal.keep(run, in: index, reporter: reporter) { _ in throw Broken() }
    }
    let failed = try #require(RunList(index).runs.first)
    #expect(failed.state == .failed && failed.message == "the data is gone")
    try train("b", in: index)
    // Refused: another batch size could not end in the same weights.
    #expect(throws: TrainingError.self) { try train("b", in: index, epochs: 3, batchSize: 8) }
    #expect(RunFolder(folder.path + "/b").end()?.state == .finished)
  }

  @Test func anIndexThatCannotBeWrittenIsOneLine() throws {
    try train("a", in: RunIndex("/proc/apus/runs.sqlite"))
    #expect(reporter.notes.count == 1 && reporter.notes[0].contains("APUS_HOME"))
    #expect(RunFolder(folder.path + "/a").end()?.state == .finished)
  }

  @Test func whatAKillLeftGoesAlsoWhereNothingIsLeftToTrain() throws {
    try train("a", in: index)
    let rest = folder.path + "/a/plots/loss.svg.4711.part"
    try AtomicFile.makeFolder(folder.path + "/a/plots")
    try Data(count: 10).write(to: URL(filePath: rest))
    try train("a", in: index)
    #expect(!FileManager.default.fileExists(atPath: rest))
  }

  @Test func aRunThatIsTrainedElsewhereIsLeftAlone() throws {
    try train("a", in: index)
    let lock = try RunFolder(folder.path + "/a").lock()
    #expect(throws: TrainingError.self) { try train("a", in: index, epochs: 3) }
    #expect(RunFolder(folder.path + "/a").end()?.state == .finished)
    withExtendedLifetime(lock) {}
  }
}
