import ApusCore
import ApusNN
import ApusPlot

/// Watches the share of dead units in every rectified layer after every epoch: units that give 0 for each of some examples,
/// through which no gradient comes back.
///
/// It looks at a ``Sequential``'s layers, also those within others, whose activation is `relu`. A unit is an element of the
/// last axis: a neuron, or a channel of a feature map, which is dead where it is 0 everywhere. Source: lecture S2, debugging
/// networks (dead ReLU).
public final class DeadReLUs: Callback {
  /// The shares over the epochs.
  public private(set) var curves = LayerCurves()
  private let probe: Tensor?

  /// - Parameter probe: the features of the examples, [examples, …]; nil for those of each epoch's last batch.
  public init(probe: Tensor? = nil) { self.probe = probe }

  /// True where it needs a batch to look at.
  public var wantsSteps: Bool { probe == nil }

  /// Begins anew, or with what it had remembered; throws where the model is not a ``Sequential``.
  public func trainingBegins(_ context: TrainingContext, from state: CallbackState?) throws {
    guard context.model is Sequential else {
      throw TrainingError(
        "DeadReLUs looks into a Sequential, not a \(type(of: context.model)); leave it out")
    }
    curves = LayerCurves(state)
  }

  /// Counts dead units.
  public func epochEnds(_ context: TrainingContext) {
    guard let features = probe ?? context.batchFeatures,
      let model = context.model as? Sequential
    else { return }
    let shares = Mode.inference {
      withoutDerivatives { Self.shares(of: model, on: features) }
    }
    curves.add(shares, at: context.epoch)
  }

  /// The share of dead units of every rectified layer on these examples.
  public static func shares(
    of model: Sequential, on features: Tensor
  ) -> [(layer: String, value: Double)] {
    var result: [(layer: String, value: Double)] = []
    var value = features
    walk(model, "", &value, &result)
    return result
  }

  private static func walk(
    _ model: Sequential, _ path: String, _ value: inout Tensor,
    _ result: inout [(layer: String, value: Double)]
  ) {
    for (name, layer) in zip(model.layerNames, model.layers) {
      if let inner = layer as? Sequential {
        walk(inner, path + name + ".", &value, &result)
        continue
      }
      value = layer(value)
      guard isRectified(layer), value.rank > 1 else { continue }
      let greatest = value.max(axes: Array(0..<(value.rank - 1))).doubles
      let dead = greatest.filter { $0 <= 0 }.count
      result.append((path + name, Double(dead) / Double(max(1, greatest.count))))
    }
  }

  private static func isRectified(_ layer: any Layer) -> Bool {
    if let layer = layer as? ReLU { return layer.negativeSlope == 0 }
    guard let options = (layer as? any ConfigurableModule)?.options else { return false }
    return [options["activation"], options["function"]].contains(.text("relu"))
  }

  /// The shares so far.
  public var state: CallbackState { curves.state }

  /// The shares over the epochs.
  public var chart: Chart { curves.chart("epoch", "share of dead units") }
}

extension Callback where Self == DeadReLUs {
  /// Watches the share of dead units; keep the callback to read it.
  public static func deadReLUs(probe: Tensor? = nil) -> DeadReLUs { DeadReLUs(probe: probe) }
}

extension CallbackKind {
  static var deadReLUs: Self {
    Self("DeadReLUs", "draws the share of dead units in rectified layers") { _ in DeadReLUs() }
  }
}
