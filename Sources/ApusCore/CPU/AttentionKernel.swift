import CApusKernels

/// How many elements lie from one time to the next of an attention's queries, keys and values.
private struct AttentionRows {
  let q: Int64
  let k: Int64
  let v: Int64
}

extension AttentionPrimitive {
  fileprivate func kernel(_ inputs: [Tensor]) -> apus_attention {
    let extents = AttentionExtents(inputs, isPacked: isPacked)
    var result = apus_attention(
      batch: Int64(extents.batch), heads: Int64(extents.heads), queries: Int64(extents.queries),
      keys: Int64(extents.keys), depth: Int64(extents.depth),
      value_depth: Int64(extents.valueDepth), scale: scale, causal: isCausal ? 1 : 0,
      mask: apus_attention_mask())
    let count = isPacked ? 1 : 3
    if inputs.count > count {
      let mask = inputs[count]
      let s = mask.shape
      // An axis of extent 1 is shared.
      func step(_ axis: Int) -> Int64 {
        s[axis] == 1 ? 0 : Int64(((axis + 1)..<4).reduce(1) { $0 * s[$1] })
      }
      result.mask = apus_attention_mask(
        kind: mask.dtype == .bool ? APUS_MASK_KEPT : APUS_MASK_ADDED,
        elements: UnsafeRawPointer(mask.pointer), batch: step(0), head: step(1), query: step(2))
    }
    return result
  }

  /// The addresses of queries, keys and values, or of their gradients, in one packed tensor or
  /// three.
  fileprivate func places(_ tensors: ArraySlice<Tensor>) -> [UnsafeMutableRawPointer] {
    let first = tensors[tensors.startIndex]
    if !isPacked { return tensors.map(\.pointer) }
    let bytes = first.shape[3] * first.shape[4] * first.dtype.byteCount
    return (0..<3).map { first.pointer + $0 * bytes }
  }

  /// The elements from one time to the next of queries, keys and values.
  fileprivate func rows(_ kernel: apus_attention) -> AttentionRows {
    let (width, values) = (kernel.heads * kernel.depth, kernel.heads * kernel.value_depth)
    return isPacked
      ? AttentionRows(q: 3 * width, k: 3 * width, v: 3 * width)
      : AttentionRows(q: width, k: width, v: values)
  }

  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    var kernel = kernel(inputs)
    let rows = rows(kernel)
    let p = places(inputs[..<(isPacked ? 1 : 3)])
    apus_attention_forward(
      outputs[0].dtype.kernelType, &kernel, p[0], rows.q, p[1], rows.k, p[2], rows.v,
      outputs[0].pointer, outputs[1].pointer)
  }
}

extension AttentionGradient {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let forward = Array(inputs.dropLast(3))
    let own = Array(inputs.suffix(3))
    var kernel = attention.kernel(forward)
    let rows = attention.rows(kernel)
    let p = attention.places(forward[..<(attention.isPacked ? 1 : 3)])
    let d = attention.places(outputs[...])
    apus_attention_gradient(
      outputs[0].dtype.kernelType, &kernel, p[0], rows.q, p[1], rows.k, p[2], rows.v,
      own[0].pointer, own[1].pointer, own[2].pointer, d[0], d[1], d[2])
  }
}
