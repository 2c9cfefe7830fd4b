import CApusKernels

extension Sum {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let input = inputs[0]
    // Neighbouring axes that are both summed, or both not, act as one.
    var extents: [(extent: Int, isSummed: Bool)] = []
    for axis in 0..<input.rank where input.shape[axis] != 1 {
      let isSummed = axes.contains(axis)
      if let last = extents.last, last.isSummed == isSummed {
        extents[extents.count - 1].extent *= input.shape[axis]
      } else {
        extents.append((input.shape[axis], isSummed))
      }
    }
    // Groups of summed axes are summed away one after another, the last first; what lies between is
    // held in the accumulator's type.
    var current = input
    while true {
      let group = extents.lastIndex { $0.isSummed }
      let isLast = extents.count { $0.isSummed } <= 1
      let outer = extents[..<(group ?? 0)].reduce(1) { $0 * $1.extent }
      let count = group.map { extents[$0].extent } ?? 1
      let inner = extents[(group.map { $0 + 1 } ?? 0)...].reduce(1) { $0 * $1.extent }
      let next: Tensor
      if isLast {
        next = output
      } else {
        next = Tensor(
          uninitialized: TensorType(
            [outer, inner], input.dtype.isFloatingPoint ? .float64 : .int64))
      }
      apus_sum(
        current.pointer, current.dtype.kernelType, Int64(outer), Int64(count), Int64(inner),
        next.pointer, next.dtype.kernelType)
      if isLast { return }
      if let group { extents.remove(at: group) }
      current = next
    }
  }
}

extension Broadcast {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    // The input with the new axes put in as extents of 1.
    var aligned = Shape()
    var next = 0
    for axis in 0..<shape.rank {
      if inserted.contains(axis) {
        aligned.append(1)
      } else {
        aligned.append(inputs[0].shape[next])
        next += 1
      }
    }
    var from = aligned.kernelShape
    var to = shape.kernelShape
    apus_broadcast(
      output.dtype.kernelType, inputs[0].pointer, &from, output.pointer, &to)
  }
}
