import CApusKernels

extension ConcatenatePrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    var rows = 1
    for outer in 0..<axis { rows *= output.shape[outer] }
    guard rows > 0 else { return }
    let pitch = output.type.byteCount / rows
    var destination = output.pointer
    for input in inputs {
      let bytes = input.type.byteCount / rows
      apus_copy_rows(
        input.pointer, Int64(bytes), destination, Int64(pitch), Int64(bytes), Int64(rows))
      destination += bytes
    }
  }
}
