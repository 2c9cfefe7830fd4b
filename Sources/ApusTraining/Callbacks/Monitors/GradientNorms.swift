import ApusCore
import ApusNN
import ApusPlot

/// Watches ‖∂L/∂w‖ of every layer: near 0 in most layers, learning has stopped or backpropagation
/// is wrong.
///
/// Source: lecture S2, debugging networks (gradients in every layer).
public final class GradientNorms: Callback {
  /// Updates between two looks.
  public let every: Int
  /// The norms over the updates.
  public private(set) var curves = LayerCurves()

  /// Traps where `every` is below 1.
  public init(every: Int = 1) {
    require(every > 0, "GradientNorms: every \(every) updates; at least 1")
    self.every = every
  }

  /// True.
  public var wantsSteps: Bool { true }

  /// Begins anew, or with what it had remembered.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) {
    curves = LayerCurves(state)
  }

  /// Takes the norms.
  public func updateBegins(_ context: TrainingContext) {
    guard context.updates % every == 0 else { return }
    curves.add(norms(context.parameters.map(\.name), context.gradients), at: context.updates)
  }

  /// The norms so far.
  public var state: SavedState { curves.state }

  /// The norms over the updates.
  public var chart: Chart { curves.chart("update", "gradient norm", isLogarithmic: true) }
}

/// The norm of every layer's tensors taken together.
func norms(_ names: [String], _ tensors: [Tensor]) -> [(layer: String, value: Double)] {
  withoutDerivatives {
    let squares = zip(names, tensors).map { (name: $0, value: ($1 * $1).sum().item) }
    return sums(squares).map { ($0.layer, $0.value.squareRoot()) }
  }
}

extension Callback where Self == GradientNorms {
  /// Watches the gradient's norm in every layer; keep the callback to read them.
  public static func gradientNorms(every: Int = 1) -> GradientNorms { GradientNorms(every: every) }
}

extension CallbackKind {
  static var gradientNorms: Self {
    Self("GradientNorms", "draws the gradient's norm in every layer") { options in
      GradientNorms(every: try options.every())
    }
  }
}
