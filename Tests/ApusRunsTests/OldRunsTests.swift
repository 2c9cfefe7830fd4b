import ApusRuns
import ApusTestSupport
import ApusTraining
import Foundation
import Testing

/// Runs that an earlier version began, before learners: at the end of an epoch with a callback and
/// a metric, and within one. `apus train xor --epochs 3 --seed 5 --set optimizer=adam --callback
/// EarlyStopping:patience=50 --metrics f1` and `apus train perceptron --dataset and --batch-size 1
/// --checkpoint-every 3 --seed 4`, killed.
@Suite struct OldRunsTests {
  private static let place = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Golden/OldRuns").path
  private let folder = TemporaryFolder()

  private func copy(_ name: String) throws -> String {
    let path = folder[name]
    try FileManager.default.copyItem(atPath: "\(Self.place)/\(name)", toPath: path)
    return path
  }

  private func resume(_ path: String, epochs: Int) throws -> History {
    let experiment = try Experiment(resuming: path, epochs: epochs)
    return try experiment.train(on: try experiment.loadData(), reporter: SilentReporter())
  }

  @Test(arguments: [("xor", 3, 6), ("and-within-epoch", 1, 4)])
  func goOn(_ name: String, _ done: Int, _ epochs: Int) throws {
    let path = try copy(name)
    let before = try RunFolder(path).history()
    let history = try resume(path, epochs: epochs)
    #expect(history.epochs.map(\.epoch) == Array(1...epochs))
    #expect(Array(history.epochs.prefix(done)) == Array(before.epochs.prefix(done)))
    #expect(try ModelFile.load(path).file.recipe == (name == "xor" ? "xor" : "perceptron"))
    // The same run from its beginning: rounding aside, nothing shows where it was interrupted.
    let whole = folder["whole"]
    let configuration = try RunConfiguration(of: RunFolder(path))
    let experiment = try Experiment(
      Recipe.named(configuration.recipe), settings: configuration.settings,
      seed: configuration.seed, epochs: epochs, batchSize: configuration.batchSize, out: whole)
    let other = try experiment.train(on: try experiment.loadData(), reporter: SilentReporter())
    for (a, b) in zip(history["loss"], other["loss"]) { #expect(abs(a - b) < 1e-4) }
    #expect(RunList(nil, scanning: [folder.path]).runs.count == 2)
  }
}
