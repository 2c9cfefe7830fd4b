import ApusCore

/// A way to bring features to comparable ranges, so that none outweighs the others by its unit
/// alone: age in years, income in thousands.
///
/// It is fitted to the examples to learn from and then applied, the same, to all others; it can be
/// encoded, so that a run may keep it.
///
/// ```swift
/// let scaling = StandardScaling(fittedTo: features)
/// let scaled = scaling(features)   // and so all others: scaling(x)
/// ```
///
/// Source: lecture S2:1601–1633, catalogue B7.
public protocol FeatureScaling: Sendable, Hashable, Codable {
  /// The scaling for features like these, [examples, features].
  init(fittedTo features: Tensor)

  /// The features scaled, [examples, features].
  func callAsFunction(_ features: Tensor) -> Tensor
}

extension FeatureScaling {
  /// The scaling for a data set's features; traps where they are not of one axis.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public init(fittedTo dataset: some Dataset) throws {
    self.init(fittedTo: try dataset.all().features)
  }
}

extension Dataset {
  /// The same examples with their features scaled, in memory.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func scaled(by scaling: some FeatureScaling) throws -> TensorDataset {
    let all = try all()
    return TensorDataset(
      scaling(all.features), all.labels, classNames: labelType == .classes ? classNames : nil)
  }
}

/// A scaling that moves and stretches each feature by itself: x′ = (x − offset) / divisor.
public protocol AffineScaling: FeatureScaling {
  /// What is taken from each feature.
  var offsets: [Double] { get }
  /// What each feature is divided by; 1 for a feature that is the same in all examples.
  var divisors: [Double] { get }
}

extension AffineScaling {
  /// The features scaled, (x − offset) / divisor; traps on another number of features.
  public func callAsFunction(_ features: Tensor) -> Tensor {
    (features - row(offsets, like: features)) / row(divisors, like: features)
  }

  /// The features before they were scaled, x′ · divisor + offset.
  public func inverse(_ scaled: Tensor) -> Tensor {
    scaled * row(divisors, like: scaled) + row(offsets, like: scaled)
  }

  private func row(_ values: [Double], like features: Tensor) -> Tensor {
    require(
      features.rank == 2 && features.shape[1] == values.count,
      "\(Self.self): features \(features.shape); expected [examples, \(values.count)]")
    return Tensor(values).cast(to: features.dtype)
  }

  /// The divisors without those of features that are always the same, which would be 0.
  static func nonzero(_ divisors: [Double]) -> [Double] { divisors.map { $0 == 0 ? 1 : $0 } }
}
