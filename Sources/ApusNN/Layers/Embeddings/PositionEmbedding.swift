import ApusCore

/// A learned vector for each place of a sequence, added to what stands there: x + table[0..<time].
///
/// Input [batch, time, width], time at most `sequenceLength` (traps beyond); output of the same
/// shape. KerasHub's layer of the same name gives the vectors alone; `TokenAndPositionEmbedding`
/// adds them as this one does. Source: Gehring et al. 2017; Devlin et al. 2019; lecture S0.
public final class PositionEmbedding: Layer {
  /// The vectors, [sequenceLength, width].
  @Parameter public var table: Tensor
  /// The number of places.
  public let sequenceLength: Int
  /// What makes the table's first value.
  public let initializer: Initializer
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where there are no places.
  public init(
    _ sequenceLength: Int, initializer: Initializer = .glorotUniform, name: String? = nil
  ) {
    require(sequenceLength > 0, "PositionEmbedding: \(sequenceLength) places; there must be one")
    self.sequenceLength = sequenceLength
    self.initializer = initializer
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 3 && input.shape[1] <= sequenceLength,
      """
      PositionEmbedding: an input of shape \(input.shape); it needs [batch, time, width], time up \
      to \(sequenceLength)
      """)
    if !$table.isDeclared {
      initializer.declare(
        $table, [sequenceLength, input.shape[2]], dtype: input.dtype.forParameters)
    }
    return input + table.sliced(axis: 0, to: input.shape[1])
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension PositionEmbedding: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["sequenceLength": .integer(sequenceLength), "initializer": initializer.configuration]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("sequenceLength"),
      initializer: try options.initializer("initializer", default: .glorotUniform), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard input.rank == 2, input[0] <= sequenceLength, input[1] > 0 else {
      throw impossible(inputs, "is not [time, width] with time up to \(sequenceLength)")
    }
    if let declared = $table.type, declared.shape != [sequenceLength, input[1]] {
      throw impossible(inputs, "does not fit a table of shape \(declared.shape)")
    }
    try checkSize([sequenceLength, input[1]], of: "a table")
  }
}
