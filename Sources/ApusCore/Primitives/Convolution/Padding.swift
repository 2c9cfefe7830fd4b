/// How far the border of a sequence is extended before a window slides over it.
public enum Padding1D: Sendable, Hashable {
  /// Not at all: the window stays inside.
  case valid
  /// So that the output has ⌈input / stride⌉ positions; where the sum is odd the extra one is
  /// after.
  case same
  /// Before the beginning only, so that no output sees later elements: d(k − 1) for a window of k
  /// with dilation d.
  case causal
  /// By these many elements.
  case explicit(before: Int, after: Int)
}

/// How far the border of a volume is extended before a window slides over it.
public enum Padding3D: Sendable, Hashable {
  /// Not at all: the window stays inside.
  case valid
  /// So that the output has ⌈input / stride⌉ positions along each axis; the odd one is after,
  /// below or to the right.
  case same
  /// By these many elements on each side.
  case explicit(front: Int, top: Int, left: Int, back: Int, bottom: Int, right: Int)
}

extension Padding2D {
  /// The padding of the rows.
  package var rows: Padding1D {
    switch self {
    case .valid: .valid
    case .same: .same
    case .explicit(let top, _, let bottom, _): .explicit(before: top, after: bottom)
    }
  }

  /// The padding of the columns.
  package var columns: Padding1D {
    switch self {
    case .valid: .valid
    case .same: .same
    case .explicit(_, let left, _, let right): .explicit(before: left, after: right)
    }
  }

  /// The padding of the rows and of the columns.
  package var axes: [Padding1D] { [rows, columns] }

  init(_ rows: (before: Int, after: Int), _ columns: (before: Int, after: Int)) {
    self = .explicit(
      top: rows.before, left: columns.before, bottom: rows.after, right: columns.after)
  }
}

extension Padding3D {
  /// The padding along the depth.
  package var depth: Padding1D {
    switch self {
    case .valid: .valid
    case .same: .same
    case .explicit(let front, _, _, let back, _, _): .explicit(before: front, after: back)
    }
  }

  /// The padding of each plane.
  package var planes: Padding2D {
    switch self {
    case .valid: .valid
    case .same: .same
    case .explicit(_, let top, let left, _, let bottom, let right):
      .explicit(top: top, left: left, bottom: bottom, right: right)
    }
  }

  /// The padding along depth, height and width.
  package var axes: [Padding1D] { [depth] + planes.axes }
}

extension Tensor {
  /// The tensor extended along the axes from 1 on as `paddings` ask for, by elements of `mode`.
  func bordered(
    _ paddings: [Padding1D], for windows: [SlidingWindow], mode: PaddingMode
  ) -> Tensor {
    var amounts = [(before: Int, after: Int)](repeating: (0, 0), count: rank)
    for (axis, window) in windows.enumerated() {
      amounts[axis + 1] = window.amounts(of: paddings[axis], over: shape[axis + 1])
    }
    return padded(amounts, mode: mode)
  }
}

/// Runs `body` on an input, a filter and a bias of the element type that a convolution computes in,
/// and gives its result the type of the product of input and filter.
func convolving(
  _ input: Tensor, _ filter: Tensor, _ bias: Tensor?, _ body: (Tensor, Tensor, Tensor?) -> Tensor
) -> Tensor {
  let dtype = input.dtype.promoted(with: filter.dtype)
  require(dtype.isFloatingPoint, "convolution: \(input.type) is not floating point")
  let computed: DType = dtype == .bfloat16 ? .float32 : dtype
  return body(input.cast(to: computed), filter.cast(to: computed), bias?.cast(to: computed))
    .cast(to: dtype)
}
