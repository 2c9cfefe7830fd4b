import ApusCore

extension ConfigurableModule {
  /// The number of window positions down and across an image [height, width, channels]; throws where the window does
  /// not fit into it.
  func checkWindow(
    _ image: Shape, window: (Int, Int), strides: (Int, Int), dilation: (Int, Int) = (1, 1),
    padding: Padding2D
  ) throws -> (Int, Int) {
    guard image.rank == 3 else { throw impossible([image], "is not [height, width, channels]") }
    var added = (0, 0)
    if case .explicit(let top, let left, let bottom, let right) = padding {
      guard [top, left, bottom, right].allSatisfy({ 0...Options.largestSize ~= $0 }) else {
        throw ConfigurationError(
          .invalidOption,
          "\(Self.typeName): a padding of \([top, left, bottom, right]); each side may have 0 to \(Options.largestSize)"
        )
      }
      added = (top + bottom, left + right)
    }
    func positions(
      _ extent: Int, _ added: Int, _ window: Int, _ stride: Int, _ dilation: Int, _ axis: String
    ) throws -> Int {
      let span = (window - 1) * dilation + 1
      if padding == .same {
        guard extent > 0 else { throw impossible([image], "has no \(axis)") }
        return (extent + stride - 1) / stride
      }
      guard span <= extent + added else {
        throw impossible([image], "is smaller than the window, whose \(axis) is \(span)")
      }
      return (extent + added - span) / stride + 1
    }
    return (
      try positions(image[0], added.0, window.0, strides.0, dilation.0, "height"),
      try positions(image[1], added.1, window.1, strides.1, dilation.1, "width")
    )
  }
}

extension Padding2D {
  /// `valid`, `same`, or the zeros at top, left, bottom and right.
  var configuration: ConfigurationValue {
    switch self {
    case .valid: "valid"
    case .same: "same"
    case .explicit(let top, let left, let bottom, let right):
      .list([.integer(top), .integer(left), .integer(bottom), .integer(right)])
    }
  }
}

extension ConfigurationValue {
  static func pair(_ values: (Int, Int)) -> ConfigurationValue {
    .list([.integer(values.0), .integer(values.1)])
  }
}

extension Options {
  /// The setting `padding`; valid where it is missing.
  mutating func padding() throws -> Padding2D {
    switch value("padding") {
    case nil, .text("valid"): return .valid
    case .text("same"): return .same
    case .list:
      let sides = try integers("padding", count: 4...4, in: 0...Options.largestSize)
      return .explicit(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3])
    default:
      throw ConfigurationError(
        .invalidOption, "\(owner): padding must be \"valid\", \"same\" or four whole numbers")
    }
  }

  /// A setting that names an activation function.
  mutating func activation(
    _ name: String = "activation", default: ActivationFunction = .linear
  ) throws -> ActivationFunction {
    guard let text = try text(name) else { return `default` }
    guard let function = ActivationFunction(named: text) else {
      let near = suggestion(for: text, among: ActivationFunction.all.map(\.name))
      throw ConfigurationError(
        .unknownName, "\(owner): \"\(text.prefix(40))\" is not an activation\(near)")
    }
    return function
  }
}
