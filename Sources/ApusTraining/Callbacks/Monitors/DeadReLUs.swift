import ApusCore
import ApusNN
import ApusPlot

/// Watches the share of dead units in every rectified layer after every epoch: units that give 0
/// for each of some examples, through which no gradient comes back.
///
/// It looks at the layers of a ``Sequential`` or ``Model``, also those within others, whose
/// activation is `relu`. A unit is an element of the last axis: a neuron, or a channel of a feature
/// map, which is dead where it is 0 everywhere; of a layer that is used several times, in every
/// use. Source: lecture S2, debugging networks (dead ReLU).
public final class DeadReLUs: Callback {
  /// The shares over the epochs.
  public private(set) var curves = LayerCurves()
  private let probe: Tensor?

  /// - Parameter probe: the features of the examples, [examples, …]; nil for those of each epoch's
  ///   last batch.
  public init(probe: Tensor? = nil) { self.probe = probe }

  /// True where it needs a batch to look at.
  public var wantsSteps: Bool { probe == nil }

  /// Begins anew, or with what it had remembered; throws where the model is neither a
  /// ``Sequential`` nor a ``Model``.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    guard context.model is Sequential || context.model is Model else {
      throw TrainingError(
        """
        DeadReLUs looks into a Sequential or a Model, not a \(type(of: context.model)); leave it out
        """
      )
    }
    curves = LayerCurves(state)
  }

  /// Counts dead units.
  public func epochEnds(_ context: TrainingContext) {
    guard let features = probe ?? context.batchFeatures, let model = context.model as? any Layer
    else { return }
    curves.add(Self.shares(of: model, on: features), at: context.epoch)
  }

  /// The share of dead units of every rectified layer on these examples, in the order of the
  /// layers' first uses.
  ///
  /// A model that is neither a ``Sequential`` nor a ``Model`` is one layer.
  public static func shares(
    of model: any Layer, on features: Tensor
  ) -> [(layer: String, value: Double)] {
    var layers: [(name: String, greatest: [Double])] = []
    Mode.inference {
      withoutDerivatives {
        _ = model.outputs(on: features) { name, layer, output in
          guard isRectified(layer), output.rank > 1 else { return }
          let greatest = output.max(axes: Array(0..<(output.rank - 1))).doubles
          if let place = layers.firstIndex(where: { $0.name == name }) {
            layers[place].greatest = zip(layers[place].greatest, greatest).map { max($0, $1) }
          } else {
            layers.append((name, greatest))
          }
        }
      }
    }
    return layers.map { name, greatest in
      (name, Double(greatest.filter { $0 <= 0 }.count) / Double(max(1, greatest.count)))
    }
  }

  private static func isRectified(_ layer: any Module) -> Bool {
    if let layer = layer as? ReLU { return layer.negativeSlope == 0 }
    guard let options = (layer as? any ConfigurableModule)?.options else { return false }
    return [options["activation"], options["function"]].contains(.text("relu"))
  }

  /// The shares so far.
  public var state: SavedState { curves.state }

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
