import CApusKernels

extension Pad {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let input = inputs[0]
    let bytes = output.dtype.byteCount
    if case .constant(let value) = mode {
      var place = apus_placement()
      for axis in 0..<input.rank {
        apus_placement_axis(
          &place, Int64(output.shape[axis]), Int64(before[axis]), 1, Int64(input.shape[axis]))
      }
      apus_place(
        &place, input.pointer, output.pointer, Int64(bytes), output.dtype.bits(of: value))
      return
    }
    if output.elementCount == 0 { return }
    // The axes after the last padded one move as one block.
    let sources = (0..<input.rank).map { self.sources(axis: $0, extent: input.shape[$0]) }
    let mapped = (sources.lastIndex { $0 != nil } ?? -1) + 1
    var mapping = apus_mapping()
    var block = bytes
    for axis in 0..<input.rank {
      if axis < mapped {
        apus_mapping_axis(
          &mapping, Int64(output.shape[axis]), Int64(input.shape[axis]),
          sources[axis]?.pointer(to: Int64.self))
      } else {
        block *= output.shape[axis]
      }
    }
    withExtendedLifetime(sources) {
      apus_read_mapped(&mapping, input.pointer, output.pointer, Int64(block))
    }
  }
}
