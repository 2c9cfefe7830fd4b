import CApusKernels

extension PlaceSlice {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var place = apus_placement()
    for axis in 0..<geometry.rank {
      let part = geometry[axis]
      apus_placement_axis(
        &place, Int64(whole[axis]), Int64(part.start), Int64(part.step), Int64(part.count))
    }
    apus_place(&place, inputs[0].pointer, output.pointer, Int64(output.dtype.byteCount), 0)
  }
}
