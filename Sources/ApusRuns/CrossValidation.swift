import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusTraining
import Foundation

/// How good a recipe is on examples that it has not seen: it is trained once for each part of the
/// training set, and judged by that part.
///
/// The folder holds a run for each part, `fold-1` and so on, and `results.jsonl`. A
/// cross-validation that was killed goes on to the same results. Source: Stone 1974; Kohavi 1995;
/// lecture S2, data splits.
public struct CrossValidation {
  /// How the examples are divided.
  struct Plan: Codable, Equatable {
    var method: Fold.Method
    var count: Int
  }

  /// The result of one part.
  public typealias Part = FoldRecord
  /// A figure over all parts.
  public typealias Figure = FoldConclusion.Figure

  /// How many samples with replacement there can be.
  static let bootstraps = 1...100_000

  /// The folder.
  public let path: String
  /// How many parts there are.
  public var count: Int { plan.count }
  private let plan: Plan
  private let request: RunRequest

  /// A new cross-validation of what `request` asks for, in the folder `out`.
  ///
  /// - Parameters:
  ///   - method: how the training set is divided.
  ///   - count: how many parts; nil only for `leaveOneOut`, which has as many as there are
  ///     examples.
  ///   - out: the folder, which must hold nothing of a run yet.
  ///   - progress: told how far a download of the data is.
  /// - Throws: ``RecipeError`` or ``FileError`` where something is not valid, ``DataError`` where
  ///   the data cannot be read, ``TrainingError`` where the folder is in use.
  public init(
    _ request: RunRequest, method: Fold.Method, count: Int?, out: String,
    progress: @escaping RemoteFile.Progress = { _, _, _ in }
  ) throws {
    guard !request.has("validation"), !request.has("fold") else {
      throw RecipeError(
        "cross-validation chooses what to validate on; leave validation and fold out")
    }
    let (recipe, values, configuration) = try request.resolved()
    guard recipe.data.expectedFacts(values) != nil else {
      throw RecipeError("cross-validation is for named sets; \(recipe.name) reads your own files")
    }
    guard !FileManager.default.fileExists(atPath: Self.planFile(out)) else {
      throw TrainingError(
        "\(out) is in use already: go on with --resume \(out), or choose another folder with --out")
    }
    try RunFolder(out).checkIsNew()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
    if let name = names.sorted().first(where: { $0.hasPrefix("fold-") }) {
      throw TrainingError("\(out)/\(name) is there already; choose another folder with --out")
    }
    let data = try recipe.load(values, given: configuration.data, progress: progress)
    let examples = data.train.count
    let count = count ?? examples
    let allowed = method == .bootstrap ? Self.bootstraps : 2...max(2, examples)
    guard allowed.contains(count), examples >= 2 else {
      throw RecipeError(
        """
        \(count) parts of \(examples) examples; expected \(allowed.lowerBound) to \
        \(allowed.upperBound)
        """
      )
    }
    plan = Plan(method: method, count: count)
    path = out
    try AtomicFile.makeFolder(out, option: "--out")
    let file = Self.requestFile(out)
    try AtomicFile.write(Data(configuration.yaml(of: recipe).utf8), to: file)
    try AtomicFile.write(try JSONEncoder().encode(plan), to: Self.planFile(out))
    // As it will be read when it goes on.
    self.request = try RunRequest(contentsOf: file)
  }

  /// The cross-validation in the folder `path`, to go on.
  ///
  /// - Throws: ``FileError`` if the folder holds none.
  public init(resuming path: String) throws {
    self.path = path
    let file = Self.planFile(path)
    guard let data = FileManager.default.contents(atPath: file) else {
      throw FileError(path, "is not a cross-validation: it has no folds.json; check --resume")
    }
    guard let plan = try? JSONDecoder().decode(Plan.self, from: data), 1...1 << 24 ~= plan.count
    else { throw FileError(file, "is damaged; begin anew with another --out") }
    self.plan = plan
    request = try RunRequest(contentsOf: Self.requestFile(path))
  }

  private static func planFile(_ path: String) -> String { path + "/folds.json" }
  private static func requestFile(_ path: String) -> String { path + "/config.yaml" }
  private static func resultsFile(_ path: String) -> String { path + "/results.jsonl" }

  /// The run of a part, from 1: the one on disk, or a new one.
  ///
  /// - Throws: as ``Experiment`` does.
  public func experiment(_ number: Int) throws -> Experiment {
    let digits = String(plan.count).count
    let name = String(repeating: "0", count: max(0, digits - String(number).count)) + "\(number)"
    let folder = "\(path)/fold-\(name)"
    if RunFolder(folder).exists { return try Experiment(resuming: folder) }
    // A kill between the folder and its configuration leaves little, which a new run writes anew;
    // what else is there is not the run's.
    if let name = RunFolder(folder).foreignNames.first {
      throw TrainingError(
        """
        \(folder) is in use: \(name) is not of a run; move it away to go on, or begin anew with \
        another --out
        """
      )
    }
    var request = request
    request.set(
      Fold(
        method: plan.method, number: number, count: plan.count,
        seed: try request.resolved().configuration.seed))
    return try Experiment(request, out: folder)
  }

  /// Trains the model of a part and judges it; nil where it was interrupted.
  ///
  /// - Parameter index: where the part's run is entered beside its folder; nil for nowhere.
  /// - Throws: as training does.
  public func run(
    _ experiment: Experiment, _ number: Int, reporter: any Reporter, interrupt: Interrupt? = nil,
    index: RunIndex? = nil, progress: @escaping RemoteFile.Progress = { _, _, _ in }
  ) throws -> Part? {
    try experiment.prepare()
    let data = try experiment.loadData(progress: progress)
    let history = try experiment.train(
      on: data, reporter: reporter, interrupt: interrupt, index: index)
    if history.wasInterrupted { return nil }
    guard let learner = experiment.learner else { return nil }
    let result = try learner.evaluate(data.test, generator: experiment.generator)
    return Part(number: number, examples: data.test.count, values: result.values)
  }

  /// Writes the results so far.
  ///
  /// - Throws: ``FileError`` where the file cannot be written.
  public func write(_ parts: [Part]) throws {
    let lines = try parts.map { try $0.line }
    try AtomicFile.write(Data(lines.joined().utf8), to: Self.resultsFile(path))
  }

  /// Takes the result of a part whose run was in `folder` and is deleted out of the results: each
  /// has its run, and going on makes both anew. Nothing happens where `folder` is not of a part.
  ///
  /// - Throws: ``FileError`` where the file cannot be written.
  public static func forgetPart(in folder: String) throws {
    let (path, name) = (parentFolder(of: folder), (folder as NSString).lastPathComponent)
    guard name.hasPrefix("fold-"), let number = Int(name.dropFirst(5)),
      FileManager.default.fileExists(atPath: planFile(path)),
      let results = FileManager.default.contents(atPath: resultsFile(path))
    else { return }
    let lines = String(decoding: results, as: UTF8.self).split(separator: "\n")
    let kept = lines.filter { (try? FoldRecord(line: String($0)))?.number != number }
    guard kept.count < lines.count else { return }
    try AtomicFile.write(Data(kept.map { $0 + "\n" }.joined().utf8), to: resultsFile(path))
  }

  /// Mean and deviation of every value over the parts.
  public static func figures(_ parts: [Part]) -> [Figure] {
    (parts.first?.values ?? []).indices.map { place in
      let values = parts.map { $0.values[place].value }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return Figure(
        name: parts[0].values[place].name, mean: mean,
        deviation: (squares / Double(values.count - 1)).squareRoot())
    }
  }
}
