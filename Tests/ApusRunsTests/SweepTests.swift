import Apus
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns

/// Sweeps: their tables, and that a run which is stopped goes on to the same table.
@Suite struct SweepTests {
  private let place = TemporaryFolder()

  private static let small: [(String, [String: String])] = [
    ("bias-variance", ["sizes": "5", "datasets": "20"]),
    ("bias-variance", ["model": "network", "sizes": "2", "datasets": "3", "steps": "150"]),
    ("double-descent", ["examples": "20", "inputs": "5", "widths": "7", "repetitions": "5"]),
    (
      "double-descent",
      ["model": "network", "examples": "8", "widths": "3", "repetitions": "2", "steps": "110"]
    ),
    ("linear-regions", ["layers": "3", "repetitions": "2", "steps": "120"]),
    (
      "linear-regions",
      ["inputs": "2", "units": "3", "layers": "4", "repetitions": "1", "steps": "9"]
    ),
  ]

  private func run(
    _ name: String, _ settings: [String: String], in folder: String, stopAt: Int? = nil
  ) throws -> (run: SweepRun, history: History) {
    let run = try SweepRun(#require(Sweep.named(name)), settings: settings, seed: 4, out: folder)
    try run.prepare()
    let interrupt = Interrupt()
    let reporter = Stopper(interrupt, after: stopAt)
    return (run, try run.run(reporter: reporter, interrupt: interrupt))
  }

  /// Asks to stop after so many models.
  private final class Stopper: Reporter {
    private let interrupt: Interrupt
    private var left: Int?
    init(_ interrupt: Interrupt, after count: Int?) {
      self.interrupt = interrupt
      left = count
    }
    func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {}
    func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {
      left = left.map { $0 - 1 }
      if left == 0 { interrupt.request() }
    }
    func epochEnds(_ record: EpochRecord) {}
    func note(_ text: String) {}
  }

  @Test(arguments: small.indices)
  func aStoppedRunEndsInTheSameTable(_ at: Int) throws {
    let (name, settings) = Self.small[at]
    let (whole, parts) = (place["whole"], place["parts"])
    let (run, history) = try self.run(name, settings, in: whole)
    #expect(history.epochs.count == run.configuration.epochs && !history.wasInterrupted)
    #expect(history.epochs[0].values.map(\.name) == run.sweep.columns)
    let table = try String(contentsOfFile: whole + "/table.csv", encoding: .utf8)
    #expect(table.split(separator: "\n").count == history.epochs.count + 1)
    #expect(table.hasPrefix(run.sweep.columns.joined(separator: ",") + "\n"))
    let plots = try FileManager.default.contentsOfDirectory(atPath: whole + "/plots")
    #expect(plots.contains("\(name).svg"))
    let stopped = try self.run(name, settings, in: parts, stopAt: 3).history
    #expect(stopped.wasInterrupted && stopped.epochs.count < history.epochs.count)
    let resumed = try SweepRun(resuming: parts).run(reporter: SilentReporter())
    #expect(!resumed.wasInterrupted)
    #expect(try String(contentsOfFile: parts + "/table.csv", encoding: .utf8) == table)
    // What is done is not done again.
    let metrics = try String(contentsOfFile: whole + "/metrics.jsonl", encoding: .utf8)
    let again = try SweepRun(resuming: whole).run(reporter: SilentReporter())
    #expect(again.epochs.count == history.epochs.count)
    #expect(try String(contentsOfFile: whole + "/metrics.jsonl", encoding: .utf8) == metrics)
  }

  @Test func theErrorIsItsPartsAndTheClosedFormIsNear() throws {
    let path = place["run"]
    let history = try run("bias-variance", [:], in: path).history
    for row in history.epochs {
      let parts = ["bias2", "variance", "noise"].compactMap { row[$0] }
      #expect(abs((row["error"] ?? .nan) - parts.reduce(0, +)) < 1e-12)
    }
    #expect(history["bias2"][0] > 0.4 && history["bias2"][9] < 0.002)
    // Of D data sets with normal noise the measured variance has the mean (1 − 1/D) σ² tr G / P
    // over P places, where G = SᵀS for predictions S y, and the variance 2 (D − 1)/D² (σ²/P)² tr
    // G².
    func middles(_ count: Int) -> [Double] {
      (0..<count).map { -1 + (2 * Double($0) + 1) / Double(count) }
    }
    for (degree, row) in history.epochs.enumerated() {
      let smoother = LinearSmoother(
        examples: legendreFeatures(middles(25), degree: degree),
        places: legendreFeatures(middles(100), degree: degree))
      let gram = matmul(smoother.matrix.transposed(), smoother.matrix)
      let trace: Double = (smoother.matrix * smoother.matrix).sum().item
      let (exact, found) = (0.09 * trace / 100, row["variance"] ?? .nan)
      #expect(abs((row["variance_exact"] ?? .nan) - exact) < 1e-12)
      let deviation = 0.09 / 100 * (2 * 99 * (gram * gram).sum().item).squareRoot() / 100
      #expect(abs(found - 0.99 * exact) < 3 * deviation, "degree \(degree)")
    }
    let errors = history["error"]
    #expect(errors.indices.min { errors[$0] < errors[$1] } == 7)
  }

  @Test func theErrorPeaksWhereAllExamplesCanJustBeRepeated() throws {
    let path = place["run"]
    let history = try run(
      "double-descent",
      ["examples": "30", "inputs": "10", "widths": "9", "repetitions": "9", "largest": "20"],
      in: path
    ).history
    let (widths, errors) = (history["width"], history["test_error"])
    let peak = errors.indices.dropFirst().max { errors[$0] < errors[$1] }
    #expect(widths[try #require(peak)] == 30)
    #expect(errors[errors.count - 1] < errors[try #require(peak)] / 4)
    #expect(zip(widths, history["train_error"]).allSatisfy { $0 <= 30 || $1 < 1e-9 })
  }

  @Test func regionsStayBelowTheBound() throws {
    let path = place["run"]
    let history = try run(
      "linear-regions", ["units": "2", "layers": "3", "repetitions": "1", "steps": "0"], in: path
    ).history
    #expect(history["bound"] == [3, 9, 27] && history["parameters"] == [7, 13, 19])
    #expect(history["folded"] == [2, 4, 8])
    #expect(zip(history["most"], history["bound"]).allSatisfy { $0 <= $1 })
    #expect(history["initial"] == history["fitted"])
  }

  /// Settings are bounded by the memory that they take together, not each by itself.
  @Test(arguments: ["features", "network"]) func memoryBoundsTheSettings(_ model: String) throws {
    func values(_ settings: [String: String]) throws -> SettingValues {
      try SettingValues(
        settings.merging(["model": model]) { a, _ in a }, for: Sweep.doubleDescent.settings)
    }
    // 2000 examples by 60,000 units are 0.9 GiB in float64.
    let large = try values(["examples": "2000", "largest": "30"])
    try Sweep.doubleDescent.checkMemory(large, limit: 0x1p33)
    #expect(throws: RecipeError.self) {
      try Sweep.doubleDescent.checkMemory(large, limit: 0x1p30)
    }
    for settings in [["examples": "16777216"], ["inputs": "16777216"], ["largest": "1e6"]] {
      let bytes = Sweep.doubleDescent.memory(try values(settings))
      #expect(bytes > 0x1p30 && bytes.isFinite)
    }
    #expect {
      try SweepRun(
        .doubleDescent, settings: ["examples": "16777216", "largest": "1e6", "model": model],
        out: "/nowhere/run")
    } throws: {
      "\($0)".contains("GiB of memory at a time") && $0 is RecipeError
    }
    for sweep in Sweep.all {
      try sweep.checkMemory(SettingValues(for: sweep.settings), limit: 0x1p27)
    }
  }

  @Test func everySweepsDefaultsAreValidAndNamesAreItsOwn() throws {
    let recipes = Set(Recipe.all.map(\.name))
    for sweep in Sweep.all {
      let run = try SweepRun(sweep, out: place["run"])
      #expect(run.configuration.epochs > 1 && !recipes.contains(sweep.name))
      #expect(throws: RecipeError.self) {
        try SweepRun(sweep, settings: ["epochs": "3"], out: place["run"])
      }
    }
    #expect(Sweep.named("bias") == nil)
    #expect(throws: FileError.self) { try SweepRun(resuming: "/nowhere") }
  }
}
