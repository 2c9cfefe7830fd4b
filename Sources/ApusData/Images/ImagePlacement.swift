/// Where a photograph of one size goes in an image of another.
struct ImagePlacement {
  /// A direction of the upright photograph.
  struct Axis {
    /// What the photograph's side is scaled to.
    let scaled: Int
    /// The first of its scaled pixels that is seen.
    let first: Int
    /// How many are.
    let count: Int
    /// Where they begin in the image.
    let start: Int

    /// The same pixels, counted from the other end of the photograph.
    var reversed: Axis {
      Axis(scaled: scaled, first: scaled - first - count, count: count, start: start)
    }
  }

  let columns: Axis
  let rows: Axis

  /// The axes of the photograph as it is stored, which is yet to be turned.
  func stored(_ orientation: ImageOrientation) -> (columns: Axis, rows: Axis) {
    let axes = orientation.swapsSides ? (rows, columns) : (columns, rows)
    return (
      orientation.reversesColumns ? axes.0.reversed : axes.0,
      orientation.reversesRows ? axes.1.reversed : axes.1
    )
  }

  /// The placement of a photograph of `width` by `height` as it is stored.
  init(_ fitting: ImageFitting, width: Int, height: Int, _ orientation: ImageOrientation) {
    let (width, height) = orientation.swapsSides ? (height, width) : (width, height)
    func filling(_ side: Int) -> Axis { Axis(scaled: side, first: 0, count: side, start: 0) }
    // In the order of the others' operations, so that halves are rounded as they round them.
    func covering(_ side: Int, _ other: Int, _ scaled: Int) -> Int {
      Int(Double(scaled) * Double(side) / Double(other))
    }
    func contained(_ side: Int, _ other: Int, _ scaled: Int) -> Int {
      max(1, Int((Double(side) / Double(other) * Double(scaled)).rounded(.toNearestOrEven)))
    }
    func middle(_ room: Int) -> Int { Int((Double(room) / 2).rounded(.toNearestOrEven)) }
    func cut(_ scaled: Int, _ wanted: Int) -> Axis {
      let scaled = max(scaled, wanted)
      return Axis(scaled: scaled, first: middle(scaled - wanted), count: wanted, start: 0)
    }
    func inset(_ scaled: Int, _ wanted: Int) -> Axis {
      let scaled = min(scaled, wanted)
      return Axis(scaled: scaled, first: 0, count: scaled, start: middle(wanted - scaled))
    }
    let isWider = width * fitting.height > height * fitting.width
    switch fitting.method {
    case .resize:
      (columns, rows) = (filling(fitting.width), filling(fitting.height))
    case .centerCrop where isWider:
      columns = cut(covering(width, height, fitting.height), fitting.width)
      rows = filling(fitting.height)
    case .centerCrop:
      columns = filling(fitting.width)
      rows = cut(covering(height, width, fitting.width), fitting.height)
    case .letterbox where isWider:
      columns = filling(fitting.width)
      rows = inset(contained(height, width, fitting.width), fitting.height)
    case .letterbox:
      columns = inset(contained(width, height, fitting.height), fitting.width)
      rows = filling(fitting.height)
    }
  }
}
