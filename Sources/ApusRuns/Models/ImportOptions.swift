import ApusCore
import ApusData
import ApusNN

/// What is said of another program's network where its file does not say it.
public struct ImportOptions: Sendable {
  /// The set whose classes it tells apart.
  public var dataset: NamedDataset?
  /// The shape of one example as the network takes it, where extents are open.
  public var inputShape: Shape?
  /// The name of the output that is wanted, where there are several.
  public var output: String?
  /// What the classes are called.
  public var classes: [String]?
  /// How the network wants the pixels of images.
  public var pixels = PixelForm()
  /// What the output means.
  public var meaning: OutputMeaning?

  /// Nothing is said.
  public init() {}

  /// Whether nothing is said.
  public var isEmpty: Bool {
    dataset == nil && inputShape == nil && output == nil && classes == nil && pixels.isEmpty
      && meaning == nil
  }
}

/// How a network wants the pixels of images, which are 0…1 in Apus: x becomes (lower + x · (upper −
/// lower) − mean) / deviation.
public struct PixelForm: Sendable, Hashable {
  /// What 0 and 1 become; nil for themselves.
  public var range: ClosedRange<Double>?
  /// What is subtracted then: one number, or one for each channel.
  public var mean: [Double]?
  /// What is divided by last, likewise.
  public var deviation: [Double]?

  /// Pixels as they are.
  public init(
    range: ClosedRange<Double>? = nil, mean: [Double]? = nil, deviation: [Double]? = nil
  ) {
    self.range = range
    self.mean = mean
    self.deviation = deviation
  }

  /// Whether pixels stay as they are.
  public var isEmpty: Bool { range == nil && mean == nil && deviation == nil }

  /// The layers that do it, for examples of `shape`, channels last.
  ///
  /// - Throws: ``ConfigurationError`` where there are other numbers of channels.
  func layers(for shape: Shape) throws -> [any Layer] {
    var layers: [any Layer] = []
    if let range, range != 0...1 {
      layers.append(
        Rescaling(
          range.upperBound - range.lowerBound, offset: range.lowerBound, name: "pixel_range"))
    }
    if mean != nil || deviation != nil {
      let channels = shape.last ?? 1
      func numbers(_ given: [Double]?, _ usual: Double, _ what: String) throws -> [Double] {
        let values = given ?? [usual]
        guard values.count == 1 || values.count == channels, values.allSatisfy(\.isFinite),
          what == "mean" || values.allSatisfy({ $0 > 0 })
        else {
          throw ConfigurationError(
            .impossibleShape,
            """
            a \(what) of \(values.count) numbers for \(channels) channels; give one for \
            each\(what == "mean" ? "" : ", above 0")
            """
          )
        }
        return values.count == channels
          ? values : values + repeatElement(values[0], count: channels - 1)
      }
      let means = try numbers(mean, 0, "mean").map { Float($0) }
      let variances = try numbers(deviation, 1, "standard deviation").map { Float($0 * $0) }
      layers.append(
        Normalization(mean: Tensor(means), variance: Tensor(variances), name: "pixel_scaling"))
    }
    return layers
  }
}
