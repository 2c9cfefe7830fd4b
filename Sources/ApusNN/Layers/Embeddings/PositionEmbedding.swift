import ApusCore

/// A learned vector for each place of a sequence, added to what stands there: x + table[0..<time].
///
/// Input [batch, time, width], time at most `sequenceLength` (traps beyond); output of the same
/// shape. KerasHub's layer of the same name gives the vectors alone; `TokenAndPositionEmbedding`
/// adds them as this one does. Source: Gehring et al. 2017; Devlin et al. 2019; lecture S0.
public final class PositionEmbedding: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``PositionEmbedding``.
  public struct Configuration: Settings {
    /// The number of places; must be given.
    public var sequenceLength = 0
    /// What makes the table's first value.
    public var initializer = Initializer.glorotUniform
    public static let limits: Limits = ["sequenceLength": .size]
    public static var defaults: Self { Self() }
  }

  public static let summary = """
    A learned vector for each place of a sequence, added to what stands there: x + \
    table[0..<time]
    """
  /// The vectors, [sequenceLength, width].
  @Parameter public var table: Tensor
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where there are no places.
  public convenience init(
    _ sequenceLength: Int, initializer: Initializer = .glorotUniform, name: String? = nil
  ) {
    self.init(Configuration(sequenceLength: sequenceLength, initializer: initializer), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 3 && input.shape[1] <= settings.sequenceLength,
      """
      PositionEmbedding: an input of shape \(input.shape); it needs [batch, time, width], time up \
      to \(settings.sequenceLength)
      """)
    if !$table.isDeclared {
      settings.initializer.declare(
        $table, [settings.sequenceLength, input.shape[2]], dtype: input.dtype.forParameters)
    }
    return input + table.sliced(axis: 0, to: input.shape[1])
  }
}
