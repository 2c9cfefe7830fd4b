import CApusKernels

/// The addresses that the update kernels pass over: a segment for each parameter of an
/// ``UpdateList``.
final class UpdateSegments {
  /// Those of float32, then those of float64.
  private let segments: UnsafeMutableBufferPointer<apus_segment>
  /// How many are of float32.
  private let singles: Int
  /// The number of the segment for each place of the list.
  private let numbers: [Int]
  /// The place of each segment, and its parameter's rows: how many elements and bytes each has.
  private let owners: [(place: Int, width: Int, rowBytes: Int)]
  /// The segments of a step by rows, kept for their memory.
  private var parts: [apus_segment] = []

  init(_ members: [(parameter: UpdatedParameter, scale: UpdateList.Scale)]) {
    let isSingle = members.map { $0.parameter.type.dtype == .float32 }
    let order = members.indices.filter { isSingle[$0] } + members.indices.filter { !isSingle[$0] }
    let singles = isSingle.count { $0 }
    let segments = UnsafeMutableBufferPointer<apus_segment>.allocate(capacity: members.count)
    var numbers = Array(members.indices)
    var owners: [(place: Int, width: Int, rowBytes: Int)] = []
    var start: Int64 = 0
    for (number, place) in order.enumerated() {
      let (parameter, scale) = members[place]
      let shape = parameter.type.shape
      if number == singles { start = 0 }
      var segment = apus_segment()
      segment.start = start
      segment.count = Int64(shape.elementCount)
      segment.rate_factor = scale.rateFactor
      segment.decay = scale.decay
      start += segment.count
      segments.initializeElement(at: number, to: segment)
      numbers[place] = number
      let width = shape.rank == 0 ? 1 : shape.removing(0).elementCount
      owners.append((place, width, width * parameter.type.dtype.byteCount))
    }
    (self.segments, self.singles, self.numbers, self.owners) = (segments, singles, numbers, owners)
  }

  deinit { segments.deallocate() }

  /// Writes the addresses for the parameter at `place` of the list. What other tensors share is
  /// copied first.
  func write(_ place: Int, _ member: UpdatedParameter, gradient: UnsafeRawPointer) {
    let number = numbers[place]
    segments[number].weight = member.parameter.mutableAddress
    segments[number].gradient = gradient
    // A segment begins without addresses of state.
    guard member.hasState else { return }
    member.withParts { [segments] parts in
      segments[number].state.0 = parts.count > 0 ? parts[0]?.mutableAddress : nil
      segments[number].state.1 = parts.count > 1 ? parts[1]?.mutableAddress : nil
      segments[number].state.2 = parts.count > 2 ? parts[2]?.mutableAddress : nil
    }
  }

  /// Moves the weights at the addresses.
  func update(by rule: UpdateRule, rate: Double) {
    rule.update(
      float32: UnsafeBufferPointer(start: segments.baseAddress, count: singles),
      float64: UnsafeBufferPointer(rebasing: segments[singles...]), rate: rate)
  }

  /// Moves the weights at the addresses, of some parameters only rows: each row is then a segment.
  ///
  /// - Parameter rows: the rows by the parameter's place in the list.
  func update(rows: [Int: [Int]], by rule: UpdateRule, rate: Double) {
    parts.removeAll(keepingCapacity: true)
    var singleParts = 0
    var start: Int64 = 0
    for (number, owner) in owners.enumerated() {
      if number == singles { (singleParts, start) = (parts.count, 0) }
      var part = segments[number]
      guard let touched = rows[owner.place] else {
        part.start = start
        start += part.count
        parts.append(part)
        continue
      }
      let whole = part
      part.count = Int64(owner.width)
      for (place, row) in touched.enumerated() {
        part.start = start
        start += part.count
        part.weight = whole.weight.map { $0 + row * owner.rowBytes }
        part.gradient = whole.gradient.map { $0 + place * owner.rowBytes }
        part.state.0 = whole.state.0.map { $0 + row * owner.rowBytes }
        part.state.1 = whole.state.1.map { $0 + row * owner.rowBytes }
        part.state.2 = whole.state.2.map { $0 + row * owner.rowBytes }
        parts.append(part)
      }
    }
    if singles == owners.count { singleParts = parts.count }
    parts.withUnsafeBufferPointer { parts in
      rule.update(
        float32: UnsafeBufferPointer(rebasing: parts[..<singleParts]),
        float64: UnsafeBufferPointer(rebasing: parts[singleParts...]), rate: rate)
    }
  }
}
