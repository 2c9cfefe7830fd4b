import ApusCore
import ApusPlot
import ApusTraining
import Foundation

/// A measurement that is repeated over the sizes of a model, where a ``Recipe`` is one model that
/// learns: it trains many and gives a table, a row a size, and pictures of it.
///
/// `apus train NAME` runs it as it does a recipe, and `apus list recipes` shows both.
public struct Sweep: Sendable {
  /// The name in commands.
  public let name: String
  /// What it shows, in a line.
  public let summary: String
  /// The rows of the course's catalogue that it shows.
  public let rows: [String]
  /// What the user may set.
  public let settings: [Setting]
  /// The table's columns.
  public let columns: [String]
  /// What comes of it, with the defaults.
  public let expectation: String
  /// The bytes that a row takes at a time, where settings could make them too many.
  var memory: @Sendable (SettingValues) -> Double = { _ in 0 }
  /// How many rows there are to be.
  let count: @Sendable (SettingValues) -> Int
  /// Measures a row; nil where it was interrupted.
  let measure: @Sendable (SweepPart) throws -> SweepRow?
  /// Draws the table.
  let draw: @Sendable (SettingValues, History) -> [NamedChart]

  /// All sweeps, in the order of the catalogue.
  public static let all: [Sweep] = [.biasVariance, .doubleDescent, .linearRegions]

  /// The sweep of that name, in any letter case, or nil if no sweep has it.
  public static func named(_ name: String) -> Sweep? {
    all.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Throws where these settings take more bytes at a time than `limit`; by default three quarters
  /// of the machine's.
  func checkMemory(
    _ settings: SettingValues,
    limit: Double = 0.75 * Double(machineMemory)
  ) throws {
    let bytes = memory(settings)
    guard bytes > limit else { return }
    let (needed, most) = (
      String(format: "%.1f", bytes / 0x1p30), String(format: "%.1f", limit / 0x1p30)
    )
    throw RecipeError(
      """
      \(name): these settings take \(needed) GiB of memory at a time, and there may be \(most) \
      GiB; choose smaller ones
      """
    )
  }
}

/// A chart and its file's name, without an ending.
typealias NamedChart = (name: String, chart: Chart)

/// A row of a sweep's table: a number for each column, NaN for none, and charts of this row alone.
struct SweepRow {
  var values: [Double]
  var charts: [NamedChart] = []
}

/// What is told to the measurement of a row.
struct SweepPart {
  /// The row's number, from 0.
  let number: Int
  /// The settings.
  let settings: SettingValues
  /// Where everything random comes from: at its beginning in each row, so that sizes are compared
  /// on the same data, and no row depends on others.
  let generator: RandomGenerator
  /// To be told after each of the row's models; false asks to stop.
  let goesOn: (_ done: Int, _ all: Int) -> Bool
}

extension Sequence<Double> {
  /// The mean; NaN of nothing.
  var mean: Double {
    var (sum, count) = (0.0, 0.0)
    for value in self { (sum, count) = (sum + value, count + 1) }
    return sum / count
  }

  /// The middle one, or the mean of the middle two; NaN of nothing.
  var median: Double {
    let order = sorted()
    guard !order.isEmpty else { return .nan }
    return (order[order.count / 2] + order[(order.count - 1) / 2]) / 2
  }
}

extension History {
  /// The points of one column over another.
  func points(_ y: String, over x: String) -> [(x: Double, y: Double)] {
    epochs.map { ($0[x] ?? .nan, $0[y] ?? .nan) }
  }
}
