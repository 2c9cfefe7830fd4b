import ApusCore
import ApusNN

/// What an evaluation of a loss changes beside its value: the generator's place, moving statistics
/// and whatever else modules keep in parameters that no optimizer moves.
///
/// A loss that is evaluated again begins with what there was before the first evaluation, so that
/// it is the same function; in the end stays what the first has left, so that its effects are those
/// of one.
struct Reevaluation {
  private let parameters: [Parameter]
  private let generator: RandomGenerator
  private let before: Effects
  private var after: Effects?

  private struct Effects {
    let generator: RandomGenerator.State
    let values: [Tensor]
  }

  /// The effects of an evaluation that is about to be made, on these players' modules.
  init(_ players: [Player], _ generator: RandomGenerator) {
    parameters = players.flatMap { player in
      player.namedParameters.map(\.parameter).filter { !$0.isTrainable && $0.isDeclared }
    }
    self.generator = generator
    before = Effects(generator: generator.state, values: parameters.map(\.wrappedValue))
  }

  /// The first evaluation is done.
  mutating func firstEnds() {
    after = Effects(generator: generator.state, values: parameters.map(\.wrappedValue))
  }

  /// Another evaluation begins.
  func begin() { restore(before) }

  /// No other follows.
  func end() {
    if let after { restore(after) }
  }

  private func restore(_ effects: Effects) {
    generator.state = effects.generator
    for (parameter, value) in zip(parameters, effects.values) { parameter.wrappedValue = value }
  }
}
