import ApusCore
import ApusData
import ApusFiles
import ApusPlot
import ApusTraining
import Foundation

/// A sweep at work: made from the user's wishes or from a run on disk, it measures row after row
/// and writes them.
///
/// Its folder is a run's: `config.json`, a line of `metrics.jsonl` for each row that is finished,
/// from which it goes on, the same as `table.csv`, and `plots/`.
public final class SweepRun {
  /// The sweep.
  public let sweep: Sweep
  /// Its settings.
  public let settings: SettingValues
  /// What the run is told to do; a row counts as an epoch.
  public let configuration: RunConfiguration
  /// Where it is written.
  public let folder: RunFolder
  private let isResumed: Bool
  private var isWritten = false

  /// A new run of `sweep` in the folder `out`, which must not hold a run yet.
  ///
  /// - Throws: ``RecipeError`` for settings that are not valid, or take more memory than the
  ///   machine has.
  public init(
    _ sweep: Sweep, settings: [String: String] = [:], seed: UInt64 = 0, out: String
  ) throws {
    self.sweep = sweep
    self.settings = try SettingValues(settings, for: sweep.settings)
    try sweep.checkMemory(self.settings)
    configuration = RunConfiguration(
      recipe: sweep.name, settings: self.settings.values, seed: seed,
      epochs: sweep.count(self.settings), batchSize: 1, data: nil)
    folder = RunFolder(out)
    isResumed = false
  }

  /// The run in the folder `path`, to go on with.
  ///
  /// - Throws: ``FileError`` where there is no run of a sweep, ``RecipeError`` where the machine
  ///   has not the memory for it.
  public init(resuming path: String) throws {
    folder = RunFolder(path)
    configuration = try RunConfiguration(of: folder)
    guard let sweep = Sweep.named(configuration.recipe),
      let settings = try? SettingValues(configuration.settings, for: sweep.settings),
      sweep.count(settings) == configuration.epochs
    else {
      throw FileError(
        folder.configurationFile, "is not of a sweep of this version; begin a new run with --out")
    }
    try sweep.checkMemory(settings)
    self.sweep = sweep
    self.settings = settings
    isResumed = true
  }

  /// Makes the run's folder, before any work that would be lost if it could not be written.
  ///
  /// - Throws: ``FileError`` where it cannot be made or written, ``TrainingError`` where a run is
  ///   there already.
  public func prepare() throws {
    if !isResumed { try folder.create() }
  }

  /// Measures the rows that are not there yet, and draws the table.
  ///
  /// - Parameter index: where the run is entered beside its folder; nil for nowhere. It does not
  ///   fail by it.
  /// - Returns: the rows, those of before included.
  /// - Throws: ``FileError`` where something cannot be written, ``TrainingError`` where another
  ///   process is at it or has begun another run there.
  public func run(
    reporter: any Reporter = ConsoleReporter(unit: "row"), interrupt: Interrupt? = nil,
    index: RunIndex? = nil
  ) throws -> History {
    let isNew = !isResumed && !isWritten
    return try RunJournal.keep(folder, isNew: isNew, in: index, reporter: reporter) { journal in
      isWritten = true
      try configuration.write(to: folder)
      return try measure(journal, interrupt)
    }
  }

  private func measure(_ reporter: any Reporter, _ interrupt: Interrupt?) throws -> History {
    var history = try rowsOnDisk()
    while history.epochs.count < configuration.epochs {
      let number = history.epochs.count
      let began = ContinuousClock.now
      reporter.epochBegins(number + 1, of: configuration.epochs, steps: 0, first: 0)
      var announced = 0
      let part = SweepPart(
        number: number, settings: settings,
        generator: RandomGenerator(seed: configuration.seed)
      ) { done, all in
        if announced != all {
          reporter.epochBegins(number + 1, of: self.configuration.epochs, steps: all, first: 0)
          announced = all
        }
        reporter.stepEnds(done) { [] }
        return interrupt?.isRequested != true
      }
      guard let row = try sweep.measure(part) else {
        history.wasInterrupted = true
        return history
      }
      let record = EpochRecord(
        epoch: number + 1, values: zip(sweep.columns, row.values).map { (name: $0, value: $1) },
        seconds: began.duration(to: .now).seconds)
      history.epochs.append(record)
      draw(row.charts, reporter)
      try write(history)
      reporter.epochEnds(record)
    }
    draw(sweep.draw(settings, history), reporter)
    return history
  }

  /// The table as text: a line of names, then a line a row; where there is no number, nothing
  /// stands.
  public static func table(_ history: History, columns: [String]) -> String {
    let rows = history.epochs.map { record in
      columns.map { name in
        let value = record[name] ?? .nan
        return value.isFinite ? jsonNumber(value) : ""
      }
    }
    return ([columns] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// The rows that are finished, with values in the columns' order.
  private func rowsOnDisk() throws -> History {
    guard isResumed else { return History() }
    let known = try folder.history().epochs.prefix(configuration.epochs)
    let whole = known.enumerated().prefix { $1.epoch == $0 + 1 }
    return History(
      epochs: whole.map { _, record in
        EpochRecord(
          epoch: record.epoch,
          values: sweep.columns.map { (name: $0, value: record[$0] ?? .nan) },
          seconds: record.seconds)
      })
  }

  /// The table's file is written first: a row that metrics.jsonl knows of is in it, too.
  private func write(_ history: History) throws {
    let text = Self.table(history, columns: sweep.columns)
    try AtomicFile.write(Data(text.utf8), to: folder.path + "/table.csv")
    try folder.write(history)
  }

  /// The table is not lost where a picture cannot be written.
  private func draw(_ charts: [NamedChart], _ reporter: any Reporter) {
    if charts.isEmpty { return }
    do {
      try AtomicFile.makeFolder(folder.plotsFolder)
      for (name, chart) in charts { try chart.write(to: "\(folder.plotsFolder)/\(name).svg") }
    } catch {
      reporter.warn("not all pictures are drawn: \(error)")
    }
  }
}
