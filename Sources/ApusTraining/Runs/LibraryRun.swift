import ApusCore
import ApusData
import ApusFiles
import ApusNN
import Foundation

/// The record of a run that a program of the user's trains by `fit(run:)`: a `config.json` that
/// says what it was told, and how it ended; so that listings, comparisons and charts know it as
/// they know the command's runs.
struct LibraryRun: Codable {
  /// The learner's type, which stands where the command's runs have a recipe.
  var recipe: String
  /// What moves its parameters.
  var settings: [String: String]
  var seed: UInt64
  var epochs: Int
  var batchSize: Int
  var version = apusVersion
  var created: String
  var threads: Int
  /// What the learner declares of its measures.
  var measures: [String: MeasureDeclaration]?
  /// Tells these runs from the command's.
  var program = CommandLine.arguments.first.map { ($0 as NSString).lastPathComponent } ?? ""

  /// Trains by `train` and keeps the record; what it gives or throws is how the run ended.
  static func keep(
    _ folder: RunFolder, _ learner: any Learner, _ request: FitRequest,
    _ train: () throws -> History
  ) throws -> History {
    var run = LibraryRun(learner, request)
    if let data = FileManager.default.contents(atPath: folder.configurationFile) {
      guard let before = try? JSONDecoder().decode(LibraryRun.self, from: data) else {
        // A run of the command, which has its own record.
        return try train()
      }
      (run.created, run.threads) = (before.created, before.threads)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(try encoder.encode(run), to: folder.configurationFile)
    RunLedger.user.add(folder.realPath)
    try folder.write(nil)
    do {
      let history = try train()
      try folder.write(RunEnd(history.wasInterrupted ? .interrupted : .finished))
      return history
    } catch {
      try? folder.write(RunEnd(.failed, message: "\(error)"))
      throw error
    }
  }

  private init(_ learner: any Learner, _ request: FitRequest) {
    recipe = "\(type(of: learner))"
    settings = [:]
    for player in learner.players {
      let optimizer = player.optimizer
      settings[player.name] = optimizer.configuration.name
      settings["\(player.name).learningRate"] = "\(optimizer.learningRate)"
    }
    seed = request.seed ?? 0
    epochs = request.epochs
    batchSize = max(1, request.source.batchSize ?? 1)
    let format = ISO8601DateFormatter()
    format.formatOptions.insert(.withFractionalSeconds)
    created = format.string(from: Date())
    threads = threadCount()
    measures = learner.measures.declarations
  }
}

/// The version of the library and the command.
public let apusVersion = "0.1.0"
