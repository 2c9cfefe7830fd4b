import ApusCore

/// Padding of a window's axes: ``Padding1D``, `Padding2D` or ``Padding3D``.
public protocol WindowPadding: Sendable, Hashable {
  /// The number of axes.
  static var rank: Int { get }
  /// No padding: windows that lie within the input.
  static var valid: Self { get }
  /// The kinds that have a name in configurations.
  static var named: [(name: String, padding: Self)] { get }
  /// The padding along each axis.
  var perAxis: [Padding1D] { get }
  /// Explicit padding: the amounts before all axes, then those after them.
  init(before: [Int], after: [Int])
}

extension Padding1D: WindowPadding {
  /// 1: a sequence.
  public static var rank: Int { 1 }
  /// The kinds that have a name in configurations.
  public static var named: [(name: String, padding: Padding1D)] {
    [("valid", .valid), ("same", .same), ("causal", .causal)]
  }
  /// Itself.
  public var perAxis: [Padding1D] { [self] }
  /// Explicit padding of one axis.
  public init(before: [Int], after: [Int]) {
    self = .explicit(before: before[0], after: after[0])
  }
}

extension Padding2D: WindowPadding {
  /// 2: an image.
  public static var rank: Int { 2 }
  /// The kinds that have a name in configurations.
  public static var named: [(name: String, padding: Padding2D)] {
    [("valid", .valid), ("same", .same)]
  }
  /// Rows and columns.
  public var perAxis: [Padding1D] { axes }
  /// Explicit padding of rows and columns.
  public init(before: [Int], after: [Int]) {
    self = .explicit(top: before[0], left: before[1], bottom: after[0], right: after[1])
  }
}

extension Padding3D: WindowPadding {
  /// 3: a volume.
  public static var rank: Int { 3 }
  /// The kinds that have a name in configurations.
  public static var named: [(name: String, padding: Padding3D)] {
    [("valid", .valid), ("same", .same)]
  }
  /// Depth, rows and columns.
  public var perAxis: [Padding1D] { axes }
  /// Explicit padding of depth, rows and columns.
  public init(before: [Int], after: [Int]) {
    self = .explicit(
      front: before[0], top: before[1], left: before[2], back: after[0], bottom: after[1],
      right: after[2])
  }
}

/// A window that slides over one, two or three axes: how a layer looks at its input.
public struct ConvolutionWindow<Padding: WindowPadding>: Sendable {
  /// The window's extents, outermost axis first.
  public let kernel: [Int]
  /// From one position to the next.
  public let strides: [Int]
  /// The distance between neighbouring elements of the window; 1 is a dense one.
  public let dilation: [Int]
  /// How far the borders are extended.
  public let padding: Padding
  /// What they are extended by.
  public let paddingMode: PaddingMode

  /// Traps where a number is below 1.
  init(
    _ kernel: [Int], strides: [Int], dilation: [Int], padding: Padding,
    paddingMode: PaddingMode = .zeros
  ) {
    require(
      (kernel + strides + dilation).allSatisfy { $0 > 0 },
      "a window of \(kernel), strides \(strides), dilation \(dilation); each must be at least 1")
    self.kernel = kernel
    self.strides = strides
    self.dilation = dilation
    self.padding = padding
    self.paddingMode = paddingMode
  }

  /// The number of axes that it slides over.
  public var rank: Int { kernel.count }

  /// The window along an axis.
  func along(_ axis: Int) -> SlidingWindow {
    SlidingWindow(kernel[axis], stride: strides[axis], dilation: dilation[axis])
  }

  var options: [String: ConfigurationValue] {
    [
      "kernel": kernel.configuration, "strides": strides.configuration,
      "dilation": dilation.configuration, "padding": padding.configuration,
    ]
  }

  /// The positions along each axis of an input of these extents, and the extents with their
  /// padding; nil where the window does not fit.
  func positions(over extents: [Int]) -> (count: [Int], padded: [Int])? {
    var (count, padded): ([Int], [Int]) = ([], [])
    for (axis, padding) in padding.perAxis.enumerated() {
      if case .explicit(let before, let after) = padding {
        guard max(before, after) <= Options.largestSize else { return nil }
      }
      guard extents[axis] > 0,
        let placed = try? along(axis).placement(
          over: extents[axis], padding: padding, in: "window", along: "axis", of: Shape(extents))
      else { return nil }
      count.append(placed.count)
      padded.append(extents[axis] + placed.before + placed.after)
    }
    return (count, padded)
  }
}

extension ConfigurableModule {
  /// The positions of a window along each axis of an input of these extents, and the extents with
  /// their padding; throws where it does not fit.
  func positions<Padding: WindowPadding>(
    of window: ConvolutionWindow<Padding>, over extents: [Int], _ inputs: [Shape]
  ) throws -> (count: [Int], padded: [Int]) {
    guard let positions = window.positions(over: extents) else {
      throw impossible(
        inputs,
        """
        is smaller than the window \(window.kernel) with dilation \(window.dilation), or its \
        padding is not from 0 to \(Options.largestSize)
        """
      )
    }
    return positions
  }
}

extension WindowPadding {
  /// A name, or the amounts before all axes and those after them.
  var configuration: ConfigurationValue {
    if let kind = Self.named.first(where: { $0.padding == self }) { return .text(kind.name) }
    let amounts = perAxis.map { axis in
      if case .explicit(let before, let after) = axis { (before, after) } else { (0, 0) }
    }
    return (amounts.map(\.0) + amounts.map(\.1)).configuration
  }
}

extension PaddingMode {
  /// `zeros`, `reflect`, `replicate`, `circular`, or the number that stands beyond the border.
  var configuration: ConfigurationValue {
    switch self {
    case .zeros: "zeros"
    case .constant(let value): .number(value)
    case .reflect: "reflect"
    case .edge: "replicate"
    case .periodic: "circular"
    }
  }
}

extension Options {
  /// What borders are extended by.
  mutating func paddingMode(_ name: String, default: PaddingMode? = nil) throws -> PaddingMode {
    switch value(name) {
    case nil where `default` != nil: return `default` ?? .zeros
    case .text("zeros"): return .zeros
    case .text("reflect"): return .reflect
    case .text("replicate"): return .edge
    case .text("circular"): return .periodic
    case .number, .integer: return .constant(try number(name, in: -1e30...1e30))
    default:
      throw ConfigurationError(
        .invalidOption,
        "\(owner): \(name) must be \"zeros\", \"reflect\", \"replicate\", \"circular\" or a number"
      )
    }
  }

  /// How far the borders are extended; valid where it is missing.
  mutating func windowPadding<Padding: WindowPadding>() throws -> Padding {
    let rank = Padding.rank
    switch value("padding") {
    case nil: return Padding.named[0].padding
    case .text(let text):
      if let kind = Padding.named.first(where: { $0.name == text }) { return kind.padding }
      let names = Padding.named.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw ConfigurationError(
        .invalidOption, "\(owner): padding must be \(names) or \(2 * rank) whole numbers")
    default:
      let amounts = try integers(
        "padding", count: (2 * rank)...(2 * rank), in: 0...Options.largestSize)
      return Padding(before: Array(amounts.prefix(rank)), after: Array(amounts.suffix(rank)))
    }
  }

  /// The window that `kernel`, `strides`, `dilation` and `padding` describe, and `paddingMode`
  /// where the layer has it.
  mutating func window<Padding: WindowPadding>(
    hasMode: Bool = true
  ) throws -> ConvolutionWindow<Padding> {
    let rank = Padding.rank
    let ones = [Int](repeating: 1, count: rank)
    return ConvolutionWindow(
      try integers("kernel", count: rank...rank),
      strides: try integers("strides", count: rank...rank, default: ones),
      dilation: try integers("dilation", count: rank...rank, default: ones),
      padding: try windowPadding(),
      paddingMode: hasMode ? try paddingMode("paddingMode", default: .zeros) : .zeros)
  }
}
