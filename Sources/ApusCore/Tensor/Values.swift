/// An ordered list of named tensors: what goes into a network, what comes out of it, what a batch
/// holds.
///
/// ```swift
/// let inputs: Values = ["tokens": x, "lengths": y]
/// print(inputs["tokens"]?.shape ?? [])
/// ```
///
/// Names are unique; the order is that in which they were given.
public struct Values: Sendable {
  /// The names, in order.
  public private(set) var names: [String]
  /// The tensors, in the order of the names.
  public private(set) var tensors: [Tensor]

  /// No values.
  public init() {
    names = []
    tensors = []
  }

  /// The tensors under these names; traps where their numbers differ or a name is given twice.
  public init(names: [String], tensors: [Tensor]) {
    require(
      names.count == tensors.count, "Values: \(names.count) names for \(tensors.count) tensors")
    self.names = names
    self.tensors = tensors
    for (place, name) in names.enumerated() {
      require(!names[..<place].contains(name), "Values: \"\(name)\" is given twice")
    }
  }

  /// One tensor under a name.
  public init(_ tensor: Tensor, named name: String) {
    names = [name]
    tensors = [tensor]
  }

  /// How many there are.
  public var count: Int { tensors.count }
  /// Whether it holds no tensors.
  public var isEmpty: Bool { tensors.isEmpty }
  /// The first tensor; nil without any.
  public var first: Tensor? { tensors.first }

  /// The tensor of that name. Setting a new name appends it; setting nil removes it.
  public subscript(name: String) -> Tensor? {
    get { place(of: name).map { tensors[$0] } }
    set {
      switch (place(of: name), newValue) {
      case (let place?, let tensor?): tensors[place] = tensor
      case (let place?, nil):
        names.remove(at: place)
        tensors.remove(at: place)
      case (nil, let tensor?):
        names.append(name)
        tensors.append(tensor)
      case (nil, nil): break
      }
    }
  }

  /// The tensor at `place` in the order of the names.
  public subscript(place: Int) -> Tensor {
    get { tensors[place] }
    set { tensors[place] = newValue }
  }

  /// Where a name stands; nil where it is missing.
  public func place(of name: String) -> Int? { names.firstIndex(of: name) }

  /// The same names with other tensors.
  public func mapTensors(_ transform: (Tensor) throws -> Tensor) rethrows -> Values {
    var result = self
    for place in tensors.indices { result.tensors[place] = try transform(tensors[place]) }
    return result
  }

  /// These and the others; traps where both have a name.
  public func merging(_ others: Values) -> Values {
    Values(names: names + others.names, tensors: tensors + others.tensors)
  }
}

extension Values: ExpressibleByDictionaryLiteral {
  /// The tensors under these names.
  public init(dictionaryLiteral elements: (String, Tensor)...) {
    self.init(names: elements.map(\.0), tensors: elements.map(\.1))
  }
}

extension Values: Sequence {
  /// Goes through names and tensors in order.
  public func makeIterator() -> Zip2Sequence<[String], [Tensor]>.Iterator {
    zip(names, tensors).makeIterator()
  }
}

extension Values: CustomStringConvertible {
  /// Names and types, as in `[tokens: int32[2, 7], lengths: int32[2]]`.
  public var description: String {
    "[" + map { "\($0): \($1.type)" }.joined(separator: ", ") + "]"
  }
}
