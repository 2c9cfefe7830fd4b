import ApusCore
import ApusFiles

extension Module {
  /// The values of all parameters by name, frozen and kept ones included.
  public var weights: [String: Tensor] { namedParameters.weights }

  /// Sets all parameters from tensors of the same names and shapes; floating-point types become the
  /// parameters' own.
  ///
  /// - Parameter source: what messages call the place that the tensors come from.
  /// - Throws: ``FileError`` where they are not those of this model; then nothing is changed.
  public func setWeights(_ tensors: [String: Tensor], from source: String) throws {
    let parameters = namedParameters
    var tensors = tensors
    for (name, parameter) in parameters {
      guard let type = parameter.type, type.dtype.isFloatingPoint, let tensor = tensors[name],
        tensor.dtype.isFloatingPoint, tensor.dtype != type.dtype
      else { continue }
      tensors[name] = tensor.cast(to: type.dtype)
    }
    try parameters.setWeights(tensors, from: source)
  }
}

extension [(name: String, parameter: Parameter)] {
  /// The values by name.
  package var weights: [String: Tensor] {
    Dictionary(map { ($0.name, $0.parameter.wrappedValue) }, uniquingKeysWith: { a, _ in a })
  }

  /// Sets all parameters from tensors of the same names, shapes and element types; one that has no
  /// shape yet takes any.
  ///
  /// - Throws: ``FileError`` where they are not these; then nothing is changed.
  package func setWeights(_ tensors: [String: Tensor], from source: String) throws {
    for (name, parameter) in self {
      guard let tensor = tensors[name] else {
        throw FileError(
          source,
          """
          holds another model, which cannot be used here: it has no '\(name)', which this \
          architecture needs
          """
        )
      }
      guard parameter.type == nil || tensor.type == parameter.type else {
        throw FileError(
          source,
          """
          holds another model, which cannot be used here: its '\(name)' is \(tensor.type), this \
          architecture needs \(parameter.type.map(String.init) ?? "another")
          """
        )
      }
    }
    let names = Set(map(\.name))
    if let extra = tensors.keys.sorted().first(where: { !names.contains($0) }) {
      throw FileError(
        source,
        "holds another model, which cannot be used here: this architecture has no '\(extra)'")
    }
    for (name, parameter) in self {
      if let tensor = tensors[name] { parameter.wrappedValue = tensor }
    }
  }
}
