import ApusCore
import ApusNN
import ApusPlot

/// Watches the variance of every layer's weights after every epoch: where it is skewed over the
/// depth, the initialization or a normalization is wrong.
///
/// Of a layer's parameters those with two axes or more count, taken together; biases do not.
/// Source: lecture S2, debugging networks (variance of weights by depth).
public final class WeightVariances: Callback {
  /// The variances over the epochs.
  public private(set) var curves = LayerCurves()

  /// A callback that has seen nothing yet.
  public init() {}

  /// Begins anew, or with what it had remembered.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) {
    curves = LayerCurves(state)
  }

  /// Takes the variances.
  public func epochEnds(_ context: TrainingContext) {
    let weights = context.namedParameters.filter {
      ($0.parameter.type?.shape.rank ?? 0) >= 2
    }.map { (name: $0.name, value: $0.parameter.wrappedValue.doubles) }
    let counts = sums(weights.map { ($0.name, Double($0.value.count)) })
    let totals = sums(weights.map { ($0.name, $0.value.reduce(0, +)) })
    let squares = sums(weights.map { ($0.name, $0.value.reduce(0) { $0 + $1 * $1 }) })
    let figures = counts.indices.map { place in
      let mean = totals[place].value / counts[place].value
      return (
        layer: counts[place].layer, value: squares[place].value / counts[place].value - mean * mean
      )
    }
    curves.add(figures, at: context.epoch)
  }

  /// The variances so far.
  public var state: SavedState { curves.state }

  /// The variances over the epochs.
  public var chart: Chart { curves.chart("epoch", "variance of weights", isLogarithmic: true) }

  /// The last variances over the depth.
  public var depthChart: Chart {
    var chart = Chart(
      title: "", x: Axis("layer", isWhole: true), y: Axis("variance of weights"))
    chart.add(Line(curves.last.enumerated().map { (x: Double($0 + 1), y: $1.value) }))
    return chart
  }
}

extension Callback where Self == WeightVariances {
  /// Watches the variance of every layer's weights; keep the callback to read it.
  public static var weightVariances: WeightVariances { WeightVariances() }
}

extension CallbackKind {
  static var weightVariances: Self {
    Self("WeightVariances", "draws the variance of every layer's weights") { _ in WeightVariances()
    }
  }
}
