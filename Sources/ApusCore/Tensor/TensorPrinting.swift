extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements as a table: aligned, rounded to four decimals, long axes shortened.
  ///
  /// ```
  /// [[ 1.00, -0.25],
  ///  [20.50,  3.00]]
  /// ```
  ///
  /// - Fractions have as many decimals as the elements shown need, 1 to 4. Where the greatest is
  ///   over 1,000 times the least, the greatest over 10⁸ or the least under 10⁻⁴ (zeros aside), all
  ///   are written with an exponent; of whole numbers only where the greatest is 10⁸ or more.
  /// - Of tensors with more than 1,000 elements, axes longer than 6 show 3 elements at either end.
  /// - Element types other than float32 are named after the elements, and so are shapes of
  ///   shortened and empty tensors: `[0, 1, 2, …, 1997, 1998, 1999] (int32, shape [2000])`.
  ///
  /// - Source: PyTorch's printing.
  public var description: String {
    guard storage != nil else { return "\(type) on meta" }
    let printer = TensorPrinter(self)
    var notes: [String] = []
    if dtype != .float32 { notes.append("\(dtype)") }
    if printer.isShortened || elementCount == 0 { notes.append("shape \(shape)") }
    return printer.text + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
  }

  /// Type and elements, as in `float32[2] [1.0, 2.5]`; tables begin a line of their own. See
  /// ``description``.
  public var debugDescription: String {
    guard storage != nil else { return description }
    return "\(type)\(rank > 1 ? "\n" : " ")\(TensorPrinter(self).text)"
  }
}

/// Lays a tensor's elements out in lines.
private struct TensorPrinter {
  private let shape: Shape
  let isShortened: Bool
  private let texts: [String]
  private let width: Int

  private static let longest = 1000
  private static let edge = 3
  private static let lineWidth = 80

  init(_ tensor: Tensor) {
    let shape = tensor.shape
    let isLong = tensor.elementCount > TensorPrinter.longest
    self.shape = shape
    isShortened = isLong && shape.contains { $0 > 2 * TensorPrinter.edge }
    var positions = [0]
    for (axis, stride) in zip(shape.indices, shape.strides) {
      let places = TensorPrinter.places(shape[axis], isLong).compactMap(\.self)
      positions = positions.flatMap { base in places.map { base + $0 * stride } }
    }
    texts = TensorPrinter.texts(tensor, at: positions)
    width = texts.map(\.count).max() ?? 0
  }

  /// The positions of an axis that are shown, nil for those left out.
  private static func places(_ extent: Int, _ isLong: Bool) -> [Int?] {
    guard isLong, extent > 2 * edge else { return Array(0..<extent) }
    return Array(0..<edge) + [nil] + Array((extent - edge)..<extent)
  }

  var text: String {
    var next = texts.makeIterator()
    return nested(0, &next)
  }

  private func nested(_ axis: Int, _ next: inout IndexingIterator<[String]>) -> String {
    if axis == shape.rank { return next.next() ?? "" }
    let places = TensorPrinter.places(shape[axis], isShortened)
    let isRow = axis == shape.rank - 1
    var parts: [String] = []
    for place in places {
      guard place != nil else {
        parts.append("…")
        continue
      }
      let part = nested(axis + 1, &next)
      parts.append(isRow ? String(repeating: " ", count: width - part.count) + part : part)
    }
    let indent = String(repeating: " ", count: axis + 1)
    guard isRow else {
      let gap = String(repeating: "\n", count: shape.rank - axis - 1)
      return "[" + parts.joined(separator: "," + gap + indent) + "]"
    }
    let perLine = Swift.max(1, (TensorPrinter.lineWidth - axis - 1) / (width + 2))
    let lines = stride(from: 0, to: parts.count, by: perLine).map {
      parts[$0..<Swift.min($0 + perLine, parts.count)].joined(separator: ", ")
    }
    return "[" + lines.joined(separator: ",\n" + indent) + "]"
  }

  private static func texts(_ tensor: Tensor, at positions: [Int]) -> [String] {
    if tensor.elementCount == 0 { return [] }
    func read<T: Element>(_ type: T.Type) -> [T] {
      tensor.withElements(of: type) { elements in positions.map { elements[$0] } }
    }
    switch tensor.dtype {
    case .float32: return realTexts(read(Float.self).map { ($0.description, Double($0)) })
    case .float64: return realTexts(read(Double.self).map { ($0.description, $0) })
    case .bfloat16:
      return realTexts(read(BFloat16.self).map { ($0.float.description, Double($0.float)) })
    case .int32: return read(Int32.self).map(\.description)
    case .int64: return read(Int64.self).map(\.description)
    case .uint8: return read(UInt8.self).map(\.description)
    case .bool: return read(Bool.self).map(\.description)
    }
  }

  /// Real numbers with equally many decimals.
  private static func realTexts(_ numbers: [(text: String, value: Double)]) -> [String] {
    let sizes = numbers.map(\.value.magnitude).filter { $0.isFinite && $0 > 0 }
    let (least, greatest) = (sizes.min() ?? 1, sizes.max() ?? 1)
    let isWhole = sizes.allSatisfy { $0 == $0.rounded() }
    let hasExponents =
      isWhole
      ? greatest >= 1e8 : greatest / least > 1000 || greatest > 1e8 || least < 1e-4
    let decimals = numbers.map { number in
      // Whole numbers with all their digits, also those that fewer would tell apart from their
      // neighbours.
      number.value.isFinite ? Decimal(isWhole ? number.value.description : number.text) : nil
    }
    func written(_ places: Int) -> [String] {
      zip(numbers, decimals).map { number, decimal in
        decimal?.text(places: places, hasExponent: hasExponents) ?? number.text
      }
    }
    // Zeros that all have at the end say nothing.
    func fraction(_ text: String) -> Substring {
      (text.split(separator: "e").first ?? "").split(separator: ".").last ?? ""
    }
    let needed = zip(written(4), decimals).map { text, decimal in
      decimal == nil ? 1 : 4 - fraction(text).reversed().prefix { $0 == "0" }.count
    }
    return written(Swift.max(1, needed.max() ?? 1))
  }
}

/// A finite number in decimal digits, for rounding as it is read and not as it is stored.
private struct Decimal {
  private let isNegative: Bool
  /// The digits, the first of which is not 0; none of 0.
  private let digits: [UInt8]
  /// The number is 0.d₁d₂d₃… · 10^exponent.
  private let exponent: Int

  /// Reads what `Double.description` writes.
  init(_ text: String) {
    isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: "e")
    let mantissa = (parts.first ?? "0").split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa.first.map(Array.init) ?? []
    let all = whole + (mantissa.count > 1 ? Array(mantissa[1]) : [])
    let leading = all.prefix { $0 == "0" }.count
    let values = all.dropFirst(leading).map { UInt8($0.wholeNumberValue ?? 0) }
    digits = values
    let scale = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    exponent = values.isEmpty ? 0 : whole.count - leading + scale
  }

  /// With so many decimals, rounded to nearest, halves away from 0.
  func text(places: Int, hasExponent: Bool) -> String {
    var point = digits.isEmpty ? 1 : exponent
    if hasExponent { point = 1 }
    let (kept, carries) = rounded(to: point + places)
    var shown = kept
    var scale = digits.isEmpty ? 0 : exponent - 1
    if carries {
      if hasExponent {
        scale += 1
        shown.removeLast()
      } else {
        point += 1
      }
    }
    if point <= 0 {
      // As many digits as stand after the point, and a 0 before it.
      shown = Array(repeating: 0, count: 1 - point) + shown
      point = 1
    }
    let text = shown.map(String.init).joined()
    let sign = isNegative ? "-" : ""
    let number = "\(sign)\(text.prefix(point)).\(text.dropFirst(point).prefix(places))"
    guard hasExponent else { return number }
    let size = scale.magnitude
    return "\(number)e\(scale < 0 ? "-" : "+")\(size < 10 ? "0" : "")\(size)"
  }

  /// The first `count` digits, rounded, and whether that made one more in front of them.
  private func rounded(to count: Int) -> ([UInt8], carries: Bool) {
    guard count >= 0 else { return ([], false) }
    var kept = Array(digits.prefix(count))
    kept += Array(repeating: 0, count: count - kept.count)
    guard count < digits.count, digits[count] >= 5 else { return (kept, false) }
    var place = count - 1
    while place >= 0 {
      if kept[place] < 9 {
        kept[place] += 1
        return (kept, false)
      }
      kept[place] = 0
      place -= 1
    }
    return ([1] + kept, true)
  }
}
