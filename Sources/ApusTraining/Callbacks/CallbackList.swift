import ApusCore

/// The callbacks of one `fit`, which are called one after another, and are known by name in
/// checkpoints.
struct CallbackList {
  private typealias Entry = (name: String, callback: any Callback)
  /// With their names: that of the type, with a number from the second of a type on.
  private let entries: [Entry]
  /// Those that want to know of steps: all that a step looks at.
  private let steps: [Entry]

  init(_ callbacks: [any Callback] = []) {
    var counts: [String: Int] = [:]
    entries = callbacks.map { callback in
      let type = "\(type(of: callback))"
      let count = counts[type, default: 0]
      counts[type] = count + 1
      return (count == 0 ? type : "\(type)_\(count)", callback)
    }
    steps = entries.filter(\.callback.wantsSteps)
  }

  /// Whether it holds no callbacks.
  var isEmpty: Bool { entries.isEmpty }

  /// Whether any of them wants to know of steps.
  var wantSteps: Bool { !steps.isEmpty }

  /// Whether one of them has that name.
  func contains(_ name: String) -> Bool { entries.contains { $0.name == name } }

  /// What they remember, by name.
  var states: [String: SavedState] {
    var states: [String: SavedState] = [:]
    for (name, callback) in entries {
      let state = callback.state
      if !state.isEmpty { states[name] = state }
    }
    return states
  }

  /// Tells all that training begins; `states` are those of the checkpoint that it goes on from.
  func begin(_ context: TrainingContext, from states: [String: SavedState]) throws {
    for (name, callback) in entries {
      context.caller = name
      try callback.trainingBegins(context, from: states[name])
    }
  }

  /// Calls all.
  func call(_ context: TrainingContext, _ hook: (any Callback) throws -> Void) rethrows {
    for (name, callback) in entries {
      context.caller = name
      try hook(callback)
    }
  }

  /// Gives the model the weights that it is to be kept with.
  func keepModel(_ context: TrainingContext) throws {
    for (name, callback) in entries.reversed() {
      context.caller = name
      try callback.modelIsKept(context)
    }
  }

  /// Tells those that want it of gradients.
  func beginUpdate(_ context: TrainingContext) {
    for (name, callback) in steps {
      context.caller = name
      callback.updateBegins(context)
    }
  }

  /// Tells those that want it of a finished step.
  func endStep(_ context: TrainingContext) throws {
    for (name, callback) in steps {
      context.caller = name
      try callback.stepEnds(context)
    }
  }
}
