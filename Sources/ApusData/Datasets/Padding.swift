import ApusCore

extension Values {
  /// Examples of varying size as one tensor, filled up to the largest: named values for the tensor,
  /// the lengths and the mask.
  ///
  /// ```swift
  /// let values = Values.padding([Tensor([1, 2, 3]), Tensor([4])] as [Tensor], named: "x")
  /// print(values["x"]?.shape ?? [], values["x.lengths"]?.doubles ?? [])  // [2, 3] [3.0, 1.0]
  /// ```
  ///
  /// `NAME` is [examples, longest, …], `NAME.lengths` int32 [examples], and `NAME.mask` bool
  /// [examples, longest]: true where an example is, false where it is filled up. Only the first
  /// axis may vary; traps where others, or element types, do.
  ///
  /// - Parameters:
  ///   - examples: at least one, of one axis or more.
  ///   - name: the tensor's name.
  ///   - value: what is filled in.
  ///   - multiple: the length is filled up to a multiple of this number.
  public static func padding(
    _ examples: [Tensor], named name: String, with value: Double = 0, toMultipleOf multiple: Int = 1
  ) -> Values {
    require(multiple > 0, "padding: to a multiple of \(multiple), expected above 0")
    guard let first = examples.first, first.rank > 0 else {
      trap("padding: no examples, or examples without an axis")
    }
    let rest = first.shape.removing(0)
    for example in examples {
      require(
        example.rank == first.rank && example.shape.removing(0) == rest
          && example.dtype == first.dtype,
        "padding: \(example.dtype) \(example.shape) beside \(first.dtype) \(first.shape); "
          + "only the first extent may vary")
    }
    let lengths = examples.map { $0.shape[0] }
    let longest = lengths.max() ?? 0
    let length = Swift.max(1, (longest + multiple - 1) / multiple * multiple)
    let shape = rest.inserting(length, at: 0).inserting(examples.count, at: 0)
    let type = TensorType(shape, first.dtype)
    let rowSize = type.byteCount / examples.count
    let padded = Tensor(value).cast(to: first.dtype).withBytes { filling in
      [UInt8](unsafeUninitializedCapacity: type.byteCount) { buffer, filled in
        let target = UnsafeMutableRawBufferPointer(buffer)
        for start in stride(from: 0, to: type.byteCount, by: filling.count) {
          UnsafeMutableRawBufferPointer(rebasing: target[start...]).copyMemory(from: filling)
        }
        for (row, example) in examples.enumerated() {
          example.withBytes {
            UnsafeMutableRawBufferPointer(rebasing: target[(row * rowSize)...]).copyMemory(from: $0)
          }
        }
        filled = type.byteCount
      }
    }
    let mask = lengths.flatMap { (count: Int) in (0..<length).map { $0 < count } }
    return [
      name: padded.withUnsafeBytes { Tensor(bytes: $0, type: type) },
      "\(name).lengths": Tensor(lengths.map { Int32($0) }),
      "\(name).mask": Tensor(mask, shape: [examples.count, length]),
    ]
  }
}
