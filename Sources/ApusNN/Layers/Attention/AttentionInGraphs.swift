import ApusCore

/// In functional graphs: a query, and maybe values, keys and a padding mask.
extension MultiHeadAttention: MergeLayer {
  /// The attention of [query], [query, value], [query, value, key] or [query, value, key, padding
  /// mask].
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    require(
      1...4 ~= inputs.count,
      """
      MultiHeadAttention: \(inputs.count) inputs; it needs [query], [query, value], [query, value, \
      key] or these and a padding mask
      """
    )
    if inputs.count == 1 { return self(inputs[0]) }
    return self(
      inputs[0], value: inputs[1], key: inputs.count > 2 ? inputs[2] : nil,
      paddingMask: inputs.count > 3 ? inputs[3].cast(to: .bool) : nil)
  }

  /// The attention of a query to keys and their values, as a value of a functional graph.
  ///
  /// ```swift
  /// let target = Input([10, 64]), memory = Input([12, 48])
  /// let informed = MultiHeadAttention(heads: 4)(target, value: memory)
  /// ```
  ///
  /// - Parameters:
  ///   - query: [queries, width].
  ///   - value: [keys, …].
  ///   - key: [keys, …]; nil for the values.
  ///   - paddingMask: [keys], false or 0 for padding; nil for none.
  ///   - isCausal: in a graph it is the layer's own setting; traps where it is another.
  public func callAsFunction(
    _ query: Symbol, value: Symbol, key: Symbol? = nil, paddingMask: Symbol? = nil,
    isCausal: Bool? = nil
  ) -> Symbol {
    requireOwn(isCausal)
    if let paddingMask { return self([query, value, key ?? value, paddingMask]) }
    return self([query, value] + (key.map { [$0] } ?? []))
  }

  /// The attention of a sequence to itself, as a value of a functional graph.
  public func callAsFunction(_ input: Symbol, isCausal: Bool) -> Symbol {
    requireOwn(isCausal)
    return self(input)
  }

  private func requireOwn(_ isCausal: Bool?) {
    require(
      isCausal ?? settings.isCausal == settings.isCausal,
      """
      MultiHeadAttention: in a graph isCausal is said where the layer is made: \
      MultiHeadAttention(heads: \(settings.heads), isCausal: \(!settings.isCausal))
      """
    )
  }
}

extension TransformerDecoderBlock {
  /// The layer's output for an encoder's output, as a value of a functional graph.
  public func callAsFunction(_ target: Symbol, memory: Symbol) -> Symbol { self([target, memory]) }
}
