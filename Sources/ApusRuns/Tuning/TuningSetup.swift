import ApusCore
import ApusData
import ApusFiles
import ApusNN
import Foundation

/// What all trials of a recipe's search have in common; a study's file holds it.
public struct TuningSetup: Sendable, Hashable, Codable {
  /// The recipe's name.
  public var recipe: String
  /// Settings that no trial varies and that are not the recipe's defaults.
  public var settings: [String: String]
  /// How many of the training examples a trial learns from; nil for all.
  public var limit: Int?
  /// The share of the training examples that trials are judged by; nil: they are judged by the
  /// recipe's validation set.
  public var holdOut: Double?
  /// The folder of the data set, where the user named one.
  public var data: String?
  /// The team's threads; the same number gives the same bits.
  public var threads: Int

  /// The setup of trials of `recipe`, with the threads that there are.
  public init(
    recipe: String, settings: [String: String] = [:], limit: Int? = nil, holdOut: Double? = nil,
    data: String? = nil
  ) {
    self.recipe = recipe
    self.settings = settings
    self.limit = limit
    self.holdOut = holdOut
    self.data = data.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    threads = threadCount()
  }

  /// As a study writes it down.
  func values() throws -> [String: ConfigurationValue] {
    try JSONDecoder().decode(
      [String: ConfigurationValue].self, from: try JSONEncoder().encode(self))
  }

  /// What the study in `file` wrote down.
  ///
  /// - Throws: ``FileError`` if it does not describe a recipe's search.
  init(_ values: [String: ConfigurationValue], of file: String) throws {
    guard
      let setup = try? JSONDecoder().decode(
        TuningSetup.self, from: try JSONEncoder().encode(values)),
      setup.limit ?? 1 > 0, (1...1024).contains(setup.threads),
      setup.holdOut.map({ $0 > 0 && $0 < 1 }) ?? true
    else { throw FileError(file, "is not a study of a recipe; begin a new one elsewhere") }
    self = setup
  }
}
