import ApusCore
import ApusNN
import ApusPlot

/// Watches ‖Δw‖/‖w‖ of every layer, what an update changes as a share of the weights: about 1e-3 is
/// sound, below 1e-4 little is learned.
///
/// A layer whose weights are all 0 has no ratio (NaN). Source: lecture S2, debugging networks
/// (weights and their increments, the mark at 1e-4).
public final class UpdateRatios: Callback {
  /// The usual ratio.
  public static let sound = 1e-3
  /// Below this little is learned.
  public static let leastUseful = 1e-4
  /// Updates between two looks.
  public let every: Int
  /// The ratios over the updates.
  public private(set) var curves = LayerCurves()
  private var before: [Tensor] = []

  /// Traps where `every` is below 1.
  public init(every: Int = 1) {
    require(every > 0, "UpdateRatios: every \(every) updates; at least 1")
    self.every = every
  }

  /// True.
  public var wantsSteps: Bool { true }

  /// The layers whose last ratio is below 1e-4.
  public var slowLayers: [String] {
    curves.last.filter { $0.value < Self.leastUseful }.map(\.layer)
  }

  /// Begins anew, or with what it had remembered.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) {
    curves = LayerCurves(state)
    before = []
  }

  /// Keeps the weights.
  public func updateBegins(_ context: TrainingContext) {
    guard context.updates % every == 0 else { return }
    before = context.parameters.map(\.parameter.wrappedValue)
  }

  /// Compares.
  public func stepEnds(_ context: TrainingContext) {
    guard !before.isEmpty else { return }
    let names = context.parameters.map(\.name)
    let changes = withoutDerivatives {
      zip(context.parameters, before).map { $0.parameter.wrappedValue - $1 }
    }
    let ratios = zip(norms(names, changes), norms(names, before)).map {
      (layer: $0.layer, value: $0.value / $1.value)
    }
    // The update that is compared is counted by now.
    curves.add(ratios, at: context.updates - 1)
    before = []
  }

  /// The ratios so far.
  public var state: SavedState { curves.state }

  /// The ratios over the updates, with lines at 1e-3 and 1e-4.
  public var chart: Chart {
    curves.chart(
      "update", "update / weights", isLogarithmic: true, marks: [Self.sound, Self.leastUseful])
  }
}

extension Callback where Self == UpdateRatios {
  /// Watches what updates change as a share of the weights; keep the callback to read it.
  public static func updateRatios(every: Int = 1) -> UpdateRatios { UpdateRatios(every: every) }
}

extension CallbackKind {
  static var updateRatios: Self {
    Self("UpdateRatios", "draws what updates change as a share of the weights") { options in
      UpdateRatios(every: try options.every())
    }
  }
}
