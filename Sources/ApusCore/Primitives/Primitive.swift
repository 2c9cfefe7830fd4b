/// What every primitive says of itself, however many outputs it has. Conform to ``Primitive`` or
/// ``MultiplePrimitive``.
///
/// A primitive is a value that holds the operation's attributes (axes, strides, …). The file that
/// declares it holds its shape rule and its gradient; its kernel lies with the device, in `CPU/`.
package protocol AnyPrimitive: Sendable {
  /// The name by which traces, exports and messages call it.
  static var name: String { get }

  /// The attributes, for traces and exports.
  var attributes: [String: Attribute] { get }

  /// What the gradient reads; nothing else is kept alive until the backward sweep.
  ///
  /// - Parameter needs: the inputs that a gradient is wanted for.
  func kept(for needs: InputSet) -> Kept

  /// The gradient for each input, in order: nil where the input has none or nothing needs it.
  ///
  /// Written in Tensor operations, so that gradients differentiate again.
  func gradient(_ context: GradientContext) -> [Tensor?]
}

/// A primitive with one output.
package protocol Primitive: AnyPrimitive {
  /// Whether the output shares the input's memory; then ``compute(_:into:)`` is never called.
  static var isView: Bool { get }

  /// Bytes from the first input's first element to the view's.
  func viewOffset(_ input: Tensor) -> Int

  /// The output's shape and element type from the inputs'; throws where the inputs do not fit, with
  /// a line that names the operation, the shapes and the rule. Must not read elements.
  func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType

  /// Computes all of the output's elements on the CPU.
  func compute(_ inputs: [Tensor], into output: Tensor)
}

/// A primitive with several outputs.
package protocol MultiplePrimitive: AnyPrimitive {
  /// The outputs' shapes and element types from the inputs'; throws where the inputs do not fit.
  func outputTypes(_ inputs: [Tensor]) throws(ShapeError) -> [TensorType]

  /// Computes all of the outputs' elements on the CPU.
  func compute(_ inputs: [Tensor], into outputs: [Tensor])
}

extension AnyPrimitive {
  package var attributes: [String: Attribute] { [:] }
  package func kept(for needs: InputSet) -> Kept { .nothing }
  var name: String { Self.name }
}

extension Primitive {
  package static var isView: Bool { false }
  package func viewOffset(_ input: Tensor) -> Int { 0 }
}

/// An attribute's value as traces and exports see it.
package enum Attribute: Sendable, Equatable {
  case integer(Int)
  case integers([Int])
  case number(Double)
  case text(String)
  case flag(Bool)
}

/// Some of a primitive's inputs, by position; from the 64th on, inputs share one place.
package struct InputSet: Sendable, Equatable {
  var bits: UInt64 = 0

  /// No inputs.
  package static let none = InputSet()
  /// All inputs.
  package static let all = InputSet(bits: .max)

  init(bits: UInt64 = 0) { self.bits = bits }

  /// These inputs.
  package init(_ positions: Int...) {
    for position in positions { insert(position) }
  }

  package mutating func insert(_ position: Int) { bits |= 1 << UInt64(Swift.min(position, 63)) }
  package func contains(_ position: Int) -> Bool {
    bits >> UInt64(Swift.min(position, 63)) & 1 == 1
  }
}

/// What a gradient reads of the forward computation.
package struct Kept: Sendable {
  var inputs: InputSet
  var outputs: Bool

  /// These inputs' elements, and the outputs' where `outputs` says so.
  package init(inputs: InputSet = .none, outputs: Bool = false) {
    self.inputs = inputs
    self.outputs = outputs
  }

  package static let nothing = Kept()
  package static let output = Kept(outputs: true)
  package static let allInputs = Kept(inputs: .all)

  /// What the gradient of a product of inputs 0 and 1 reads: the slope by one is the other.
  static func factors(for needs: InputSet, outputs: Bool = false) -> Kept {
    var inputs = InputSet.none
    if needs.contains(0) { inputs.insert(1) }
    if needs.contains(1) { inputs.insert(0) }
    return Kept(inputs: inputs, outputs: outputs)
  }
}

/// A value and those that follow it: most primitives have one output, and one needs no array.
package struct OneOrMore<Element> {
  package var first: Element
  package var rest: [Element] = []

  package subscript(position: Int) -> Element { position == 0 ? first : rest[position - 1] }
  /// All of them in order.
  package var all: [Element] { [first] + rest }
}

/// What a primitive's gradient has at hand.
package struct GradientContext {
  /// The inputs; those that were not kept have only a type (they are on the meta device).
  package let inputs: [Tensor]
  /// The outputs, likewise.
  package let outputs: OneOrMore<Tensor>
  /// The gradient for each output; nil where none reached it.
  package let gradients: OneOrMore<Tensor?>
  /// The inputs that a gradient is wanted for.
  package let needs: InputSet

  /// The single output.
  package var output: Tensor { outputs.first }

  /// The gradient for the first output, zeros where none reached it.
  package var gradient: Tensor {
    gradients.first ?? Tensor.zeros(output.shape, dtype: output.dtype)
  }

  /// `make()` where input `position` wants a gradient, else nil.
  package func ifNeeded(_ position: Int, _ make: () -> Tensor) -> Tensor? {
    needs.contains(position) ? make() : nil
  }
}
