import ApusCore

/// Padding of a window's axes: ``Padding1D``, `Padding2D` or ``Padding3D``.
public protocol WindowPadding: SettingValue, Sendable {
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
public struct ConvolutionWindow<Padding: WindowPadding>: Settings, Sendable {
  /// The window's extents, outermost axis first; must be given.
  public var kernel: [Int] = []
  /// From one position to the next.
  public var strides = [Int](repeating: 1, count: Padding.rank)
  /// The distance between neighbouring elements of the window; 1 is a dense one.
  public var dilation = [Int](repeating: 1, count: Padding.rank)
  /// How far the borders are extended.
  public var padding = Padding.valid

  public static var limits: Limits {
    let sizes = Limit.size.times(Padding.rank)
    return ["kernel": sizes, "strides": sizes, "dilation": sizes]
  }
  public static var defaults: Self { Self(kernel: []) }

  public func validate() throws {
    for (size, step) in zip(kernel, dilation) {
      let (extent, overflows) = size.multipliedReportingOverflow(by: step)
      try require(
        !overflows && extent <= Int(Int32.max),
        "a kernel of \(kernel) with dilation \(dilation) is too large")
    }
  }

  /// A window of these extents, one an axis, outermost first.
  init(
    kernel: [Int], strides: [Int]? = nil, dilation: [Int]? = nil, padding: Padding = .valid
  ) {
    self.kernel = kernel
    self.strides = strides ?? self.strides
    self.dilation = dilation ?? self.dilation
    self.padding = padding
  }

  /// A window with the same extent, stride and dilation along all axes.
  init(_ kernel: Int, strides: Int, dilation: Int, padding: Padding) {
    func all(_ size: Int) -> [Int] { [Int](repeating: size, count: Padding.rank) }
    self.init(
      kernel: all(kernel), strides: all(strides), dilation: all(dilation), padding: padding)
  }

  /// The number of axes that it slides over.
  public var rank: Int { Padding.rank }

  /// The window along an axis.
  func along(_ axis: Int) -> SlidingWindow {
    SlidingWindow(kernel[axis], stride: strides[axis], dilation: dilation[axis])
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

extension WindowPadding {
  /// A name, or the amounts before all axes and those after them.
  public var configuration: ConfigurationValue {
    if let kind = Self.named.first(where: { $0.padding == self }) { return .text(kind.name) }
    let amounts = perAxis.map { axis in
      if case .explicit(let before, let after) = axis { (before, after) } else { (0, 0) }
    }
    return (amounts.map(\.0) + amounts.map(\.1)).configuration
  }

  public static func read(_ name: String, from options: inout Options) throws -> Self {
    if case .text(let text) = options.value(name) {
      if let kind = named.first(where: { $0.name == text }) { return kind.padding }
      let names = named.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw options.wrong(name, "\(names) or \(2 * rank) whole numbers")
    }
    let amounts = try options.integers(
      name, count: (2 * rank)...(2 * rank), in: 0...Options.largestSize)
    return Self(before: Array(amounts.prefix(rank)), after: Array(amounts.suffix(rank)))
  }
}

extension PaddingMode: SettingValue {
  /// `zeros`, `reflect`, `replicate`, `circular`, or the number that stands beyond the border.
  public var configuration: ConfigurationValue {
    switch self {
    case .zeros: "zeros"
    case .constant(let value): .number(value)
    case .reflect: "reflect"
    case .edge: "replicate"
    case .periodic: "circular"
    }
  }

  public static func read(_ name: String, from options: inout Options) throws -> PaddingMode {
    switch options.value(name) {
    case .text("zeros"): .zeros
    case .text("reflect"): .reflect
    case .text("replicate"): .edge
    case .text("circular"): .periodic
    case .number, .integer: .constant(try options.number(name, in: -1e30...1e30))
    default:
      throw options.wrong(name, "\"zeros\", \"reflect\", \"replicate\", \"circular\" or a number")
    }
  }
}
