import CApusKernels

extension Roll {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.elementCount == 0 { return }
    var rows = 1
    for outer in 0..<axis { rows *= output.shape[outer] }
    let pitch = output.type.byteCount / rows
    let moved = pitch / output.shape[axis] * shift
    let source = inputs[0].pointer
    let destination = output.pointer
    apus_copy_rows(
      source, Int64(pitch), destination + moved, Int64(pitch), Int64(pitch - moved), Int64(rows))
    apus_copy_rows(
      source + (pitch - moved), Int64(pitch), destination, Int64(pitch), Int64(moved), Int64(rows))
  }
}
