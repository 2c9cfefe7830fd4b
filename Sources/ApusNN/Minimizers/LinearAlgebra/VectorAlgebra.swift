/// Σ aᵢ bᵢ over `count` elements, in eight sums that processors keep apart.
@inline(__always)
func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Double {
  let (left, right) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
  var sums = SIMD8<Double>.zero
  var index = 0
  while index + 8 <= count {
    sums +=
      left.loadUnaligned(fromByteOffset: index * 8, as: SIMD8<Double>.self)
      * right.loadUnaligned(fromByteOffset: index * 8, as: SIMD8<Double>.self)
    index += 8
  }
  var total = sums.sum()
  while index < count {
    total += a[index] * b[index]
    index += 1
  }
  return total
}

/// y += factor · x over `count` elements.
@inline(__always)
func add(
  _ factor: Double, times x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  for index in 0..<count { y[index] += factor * x[index] }
}

/// ⟨a, b⟩.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  a.withUnsafeBufferPointer { left in
    b.withUnsafeBufferPointer { right in
      guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
      return dot(left, right, count: a.count)
    }
  }
}

extension [Double] {
  /// ‖v‖; squares of elements that are too large or small for a Double do no harm.
  var norm: Double { withUnsafeBufferPointer { norm2($0) } }

  /// max |vᵢ|; NaN where there is one.
  var greatestMagnitude: Double { greatestMagnitudeOf(self) }

  /// self += factor · other.
  mutating func add(_ factor: Double, times other: [Double]) {
    withUnsafeMutableBufferPointer { target in
      other.withUnsafeBufferPointer { source in
        guard let target = target.baseAddress, let start = source.baseAddress else { return }
        ApusNN.add(factor, times: start, to: target, count: source.count)
      }
    }
  }

  /// self + factor · other.
  func adding(_ factor: Double, times other: [Double]) -> [Double] {
    var result = self
    result.add(factor, times: other)
    return result
  }

  /// −self.
  var negated: [Double] { map { -$0 } }

  /// factor · self.
  func scaled(by factor: Double) -> [Double] { map { factor * $0 } }
}

/// ‖v‖ of the elements of a buffer.
func norm2(_ elements: UnsafeBufferPointer<Double>) -> Double {
  guard let start = elements.baseAddress else { return 0 }
  let square = dot(start, start, count: elements.count)
  if square > 1e-280, square < 1e280 { return square.squareRoot() }
  let scale = greatestMagnitudeOf(elements)
  guard scale > 0, scale.isFinite else { return scale }
  let scaled = elements.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }
  return scale * scaled.squareRoot()
}

private func greatestMagnitudeOf(_ elements: some Sequence<Double>) -> Double {
  var greatest = 0.0
  for element in elements where !(abs(element) <= greatest) {
    if element.isNaN { return .nan }
    greatest = abs(element)
  }
  return greatest
}
