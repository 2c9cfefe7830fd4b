import ApusCore
import ApusNN

/// A variable that Keras keeps for a layer, and the parameter that is the same here.
struct KerasVariable {
  /// What Keras calls it, for messages.
  let name: String
  /// The layer within the layer that Keras keeps it in; nil for the layer itself.
  let part: String?
  /// The parameter; nil for what only Keras keeps, a number of examples.
  let parameter: Parameter?
  /// The shape that Keras gives it, of as many elements as the parameter's.
  let shape: Shape
  /// Whether Keras learns it: learned ones come first in a layer.
  let isTrainable: Bool

  init(
    _ name: String, _ parameter: Parameter?, part: String? = nil, shape: Shape? = nil,
    isTrainable: Bool = true
  ) {
    self.name = name
    self.part = part
    self.parameter = parameter
    self.shape = shape ?? parameter?.type?.shape ?? []
    self.isTrainable = isTrainable
  }
}

extension KerasVariable {
  /// Variables of those parameters that the layer has.
  static func list(_ named: (String, Parameter?)...) -> [KerasVariable] {
    named.compactMap { name, parameter in parameter.map { KerasVariable(name, $0) } }
  }
}
