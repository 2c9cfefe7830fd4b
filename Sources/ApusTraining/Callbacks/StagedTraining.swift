import ApusCore
import ApusNN
import Foundation

/// Freezes and thaws parts of the networks, and changes rates, from given epochs on.
///
/// ```swift
/// let fineTuning = StagedTraining([
///   .init(from: 1, freeze: ["conv*"]),
///   .init(from: 4, thaw: ["*"], learningRate: 1e-5),
/// ])
/// ```
///
/// A pattern is a parameter's path or the beginning of one, in which `*` stands for anything:
/// `conv2d_1` means all parameters of that layer, `conv*` those of all whose names begin so. A run
/// that goes on finds itself in the stage of its epoch. Source: lecture S4, fine-tuning; Keras's
/// guide to transfer learning.
public final class StagedTraining: Callback {
  /// What changes when an epoch begins.
  public struct Stage: Codable, Sendable, Hashable {
    /// The first epoch of the stage, from 1.
    public var from: Int
    /// What stops learning.
    public var freeze: [String]
    /// What learns again.
    public var thaw: [String]
    /// The rate of all players from then on; nil leaves it.
    public var learningRate: Double?

    /// A stage; traps where it begins before epoch 1 or the rate is below 0.
    public init(
      from: Int, freeze: [String] = [], thaw: [String] = [], learningRate: Double? = nil
    ) {
      require(from > 0, "StagedTraining: a stage from epoch \(from); the first is 1")
      require(learningRate ?? 0 >= 0, "StagedTraining: a rate of \(learningRate ?? 0)")
      self.from = from
      self.freeze = freeze
      self.thaw = thaw
      self.learningRate = learningRate
    }
  }

  /// The stages, by their first epochs.
  public let stages: [Stage]

  /// Training in these stages.
  public init(_ stages: [Stage]) { self.stages = stages.sorted { $0.from < $1.from } }

  /// Puts the networks into the state of the epoch that runs. Rates come from the checkpoint where
  /// a run goes on.
  ///
  /// - Throws: ``TrainingError`` where a pattern means no parameter, or a schedule would set the
  ///   rate.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    let names = context.namedParameters.map(\.name)
    for pattern in stages.flatMap({ $0.freeze + $0.thaw }) {
      guard names.contains(where: { Self.matches($0, pattern) }) else {
        throw TrainingError(
          """
          StagedTraining: "\(pattern)" means no parameter; there are \
          \(names.prefix(4).joined(separator: ", ")), …
          """
        )
      }
    }
    if stages.contains(where: { $0.learningRate != nil }) {
      try refuseSchedules(context, for: "StagedTraining")
    }
    for stage in stages where stage.from <= context.epoch { apply(stage, context) }
    if state == nil { setRate(context) }
  }

  /// Begins the stage of this epoch, where one begins.
  public func epochBegins(_ context: TrainingContext) {
    for stage in stages where stage.from == context.epoch { apply(stage, context) }
    setRate(context)
  }

  private func setRate(_ context: TrainingContext) {
    guard let stage = stages.last(where: { $0.from == context.epoch }),
      let rate = stage.learningRate
    else { return }
    for player in context.players { player.optimizer.learningRate = rate }
  }

  private func apply(_ stage: Stage, _ context: TrainingContext) {
    for (name, parameter) in context.namedParameters {
      if stage.freeze.contains(where: { Self.matches(name, $0) }) { parameter.isTrainable = false }
      if stage.thaw.contains(where: { Self.matches(name, $0) }) {
        parameter.isTrainable = parameter.isLearned
      }
    }
  }

  /// Whether a path, or its beginning up to a dot, is what the pattern says.
  static func matches(_ path: String, _ pattern: String) -> Bool {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    return (1...parts.count).contains { count in
      isLike(parts[..<count].joined(separator: "."), pattern)
    }
  }

  private static func isLike(_ text: String, _ pattern: String) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return text == pattern }
    guard text.hasPrefix(pieces[0]) else { return false }
    var rest = text.dropFirst(pieces[0].count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let range = rest.range(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(pieces[pieces.count - 1])
  }

  /// That it has begun.
  public var state: SavedState { SavedState(["begun": [1]]) }
}

extension Callback where Self == StagedTraining {
  /// Freezes, thaws and changes rates from given epochs on; see ``StagedTraining``.
  public static func stages(_ stages: [StagedTraining.Stage]) -> StagedTraining {
    StagedTraining(stages)
  }
}

extension CallbackKind {
  static var stagedTraining: Self {
    Self(
      "StagedTraining",
      """
      freezes (freeze=conv*), thaws (thaw=conv*) and changes the rate (learningRate) from an epoch \
      on
      """
    ) { options in
      let rate = try options.number("learningRate", ifGivenIn: 0...100)
      func patterns(_ name: String) throws -> [String] {
        (try options.text(name) ?? "").split(separator: "+").map(String.init)
      }
      return StagedTraining([
        StagedTraining.Stage(
          from: try options.integer("from", default: 1), freeze: try patterns("freeze"),
          thaw: try patterns("thaw"), learningRate: rate)
      ])
    }
  }
}
