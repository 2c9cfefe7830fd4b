import ApusCore
import CApusKernels

/// What the optimizers share: each parameter's state, and the list of addresses that a kernel passes over.
///
/// The list and the state are kept between steps; a step only writes addresses into it.
final class ParameterSegments {
  /// The names of the state's parts, in the kernel's order; nil where the rule leaves a place empty.
  private let stateNames: [String?]
  /// What every element of a new state is.
  private let initialState: Double
  /// λ of parameters that are in no group with one of its own.
  private let weightDecay: Double
  private var groups: [ObjectIdentifier: Group] = [:]
  private var states: [ObjectIdentifier: Entry] = [:]
  private(set) var step = 0

  private struct Entry {
    /// Kept so that the identifier stays this parameter's.
    let parameter: Parameter
    /// The parameter's type when the state was made; a new value or declaration may give it another.
    let type: TensorType
    let state: [Parameter?]
  }

  private struct Group {
    /// Kept so that the identifier stays this parameter's.
    let parameter: Parameter
    let rateFactor: Double
    let weightDecay: Double?
  }

  // The parameters of the last step, in order, and their segments.
  private var entries: [Entry] = []
  private var float32: [apus_segment] = []
  private var float64: [apus_segment] = []

  init(stateNames: [String?], initialState: Double, weightDecay: Double) {
    require(stateNames.count <= 3, "a kernel has three places for state")
    self.stateNames = stateNames
    self.initialState = initialState
    self.weightDecay = weightDecay
  }

  /// Gives these parameters a rate factor and, where it is not nil, a decay of their own.
  func setGroup(_ parameters: [Parameter], rateFactor: Double, weightDecay: Double?) {
    for parameter in parameters {
      groups[ObjectIdentifier(parameter)] = Group(
        parameter: parameter, rateFactor: rateFactor, weightDecay: weightDecay)
    }
    forgetSegments()
  }

  /// Whether all of these parameters have a state that fits them.
  func hasState(of parameters: [Parameter]) -> Bool {
    parameters.allSatisfy { states[ObjectIdentifier($0)]?.type == $0.type }
  }

  /// Σ g² over the gradients of the step that is being made.
  var gradientSquare: Double {
    apus_gradient_square_float32(float32, Int64(float32.count))
      + apus_gradient_square_float64(float64, Int64(float64.count))
  }

  typealias Kernel = (UnsafePointer<apus_segment>?, Int64, UnsafePointer<apus_step>?) -> Void

  /// One step: counts it, and gives each element type's segments to its kernel.
  func update(
    _ parameters: [Parameter], _ gradients: [Tensor], _ settings: (_ step: Int) -> apus_step,
    float32 kernel32: Kernel, float64 kernel64: Kernel
  ) {
    require(
      parameters.count == gradients.count,
      "optimizer: \(parameters.count) parameters and \(gradients.count) gradients")
    if !isCurrent(parameters) { prepare(parameters) }
    step += 1
    var single = 0
    var double = 0
    for position in entries.indices {
      let gradient = gradients[position]
      require(
        gradient.type == entries[position].type,
        "optimizer: gradient \(position) is \(gradient.type), its parameter \(entries[position].type)"
      )
      if gradient.dtype == .float32 {
        write(Float.self, entries[position], gradient, to: &float32[single])
        single += 1
      } else {
        write(Double.self, entries[position], gradient, to: &float64[double])
        double += 1
      }
    }
    withExtendedLifetime(gradients) {
      var values = settings(step)
      if single > 0 { kernel32(float32, Int64(single), &values) }
      if double > 0 { kernel64(float64, Int64(double), &values) }
    }
  }

  /// One step in which some gradients are made of rows, each of which is a segment.
  func update(
    _ parameters: [Parameter], _ gradients: RowedGradients, _ settings: (_ step: Int) -> apus_step,
    float32 kernel32: Kernel, float64 kernel64: Kernel
  ) {
    let entries = parameters.map(entry)
    // The next step without rows lays its segments out anew.
    forgetSegments()
    step += 1
    for (place, entry) in entries.enumerated() {
      let gradient = gradients.gradients[place]
      require(
        gradient.dtype == entry.type.dtype,
        "optimizer: gradient \(place) is \(gradient.type), its parameter \(entry.type)")
      if gradient.dtype == .float32 {
        append(Float.self, entry, gradient, gradients.rows[place], to: &float32)
      } else {
        append(Double.self, entry, gradient, gradients.rows[place], to: &float64)
      }
    }
    withExtendedLifetime(gradients) {
      var values = settings(step)
      if !float32.isEmpty { kernel32(float32, Int64(float32.count), &values) }
      if !float64.isEmpty { kernel64(float64, Int64(float64.count), &values) }
    }
    forgetSegments()
  }

  /// Appends a segment for the whole parameter, or one for each of its rows that were touched.
  private func append<T: Element>(
    _ type: T.Type, _ entry: Entry, _ gradient: Tensor, _ rows: [Int]?,
    to segments: inout [apus_segment]
  ) {
    var whole = segment(of: entry)
    write(T.self, entry, gradient, to: &whole)
    func append(_ segment: apus_segment) {
      var segment = segment
      segment.start = segments.last.map { $0.start + $0.count } ?? 0
      segments.append(segment)
    }
    guard let rows else { return append(whole) }
    let width = entry.type.shape.removing(0).elementCount
    let stride = width * MemoryLayout<T>.stride
    for (place, row) in rows.enumerated() {
      var part = whole
      part.count = Int64(width)
      part.weight = whole.weight.map { $0 + row * stride }
      part.gradient = whole.gradient.map { $0 + place * stride }
      part.state.0 = whole.state.0.map { $0 + row * stride }
      part.state.1 = whole.state.1.map { $0 + row * stride }
      part.state.2 = whole.state.2.map { $0 + row * stride }
      append(part)
    }
  }

  private func write<T: Element>(
    _ type: T.Type, _ entry: Entry, _ gradient: Tensor, to segment: inout apus_segment
  ) {
    segment.weight = UnsafeMutableRawPointer(entry.parameter.mutablePointer(of: T.self))
    segment.gradient = gradient.withElements(of: T.self) { UnsafeRawPointer($0.baseAddress) }
    segment.state.0 = address(entry, 0, T.self)
    segment.state.1 = address(entry, 1, T.self)
    segment.state.2 = address(entry, 2, T.self)
  }

  private func address<T: Element>(
    _ entry: Entry, _ place: Int, _ type: T.Type
  ) -> UnsafeMutableRawPointer? {
    guard place < entry.state.count, let state = entry.state[place] else { return nil }
    return UnsafeMutableRawPointer(state.mutablePointer(of: T.self))
  }

  /// Whether the segments are those of these parameters. A parameter may have got another shape since: the kernel
  /// goes by the segment's count, which must not be the old one.
  private func isCurrent(_ parameters: [Parameter]) -> Bool {
    guard parameters.count == entries.count else { return false }
    for position in parameters.indices
    where parameters[position] !== entries[position].parameter
      || parameters[position].type != entries[position].type
    {
      return false
    }
    return true
  }

  private func forgetSegments() {
    entries = []
    float32 = []
    float64 = []
  }

  private func prepare(_ parameters: [Parameter]) {
    entries = parameters.map(entry)
    float32 = []
    float64 = []
    for entry in entries {
      var segment = segment(of: entry)
      if entry.type.dtype == .float32 {
        segment.start = float32.last.map { $0.start + $0.count } ?? 0
        float32.append(segment)
      } else {
        segment.start = float64.last.map { $0.start + $0.count } ?? 0
        float64.append(segment)
      }
    }
  }

  /// A segment of the whole parameter, without addresses.
  private func segment(of entry: Entry) -> apus_segment {
    let group = groups[ObjectIdentifier(entry.parameter)]
    var segment = apus_segment()
    segment.count = Int64(entry.type.shape.elementCount)
    segment.rate_factor = group?.rateFactor ?? 1
    segment.decay = group?.weightDecay ?? weightDecay
    return segment
  }

  private func entry(_ parameter: Parameter) -> Entry {
    guard let type = parameter.type else {
      trap("optimizer: a parameter without a shape; call or build the model first")
    }
    require(
      type.dtype == .float32 || type.dtype == .float64,
      "optimizer: a parameter of type \(type); float32 and float64 can be updated")
    // The state of a value of another shape says nothing about this one.
    if let known = states[ObjectIdentifier(parameter)], known.type == type { return known }
    let entry = Entry(
      parameter: parameter, type: type,
      state: stateNames.map { name in
        name == nil
          ? nil
          : Parameter(
            wrappedValue: Tensor(repeating: initialState, type.shape, dtype: type.dtype),
            trainable: false)
      })
    states[ObjectIdentifier(parameter)] = entry
    return entry
  }

  // MARK: Checkpoints

  func state(of parameters: [(name: String, parameter: Parameter)]) -> OptimizerState {
    var tensors: [String: Tensor] = [:]
    for (name, parameter) in parameters {
      guard let entry = states[ObjectIdentifier(parameter)], entry.type == parameter.type else {
        continue
      }
      for (stateName, state) in zip(stateNames, entry.state) {
        if let stateName, let state { tensors["\(name).\(stateName)"] = state.wrappedValue }
      }
    }
    return OptimizerState(step: step, tensors: tensors)
  }

  func restore(
    _ state: OptimizerState, of parameters: [(name: String, parameter: Parameter)]
  ) throws {
    guard state.step >= 0 else {
      throw OptimizerStateError(description: "optimizer state: a step of \(state.step) is negative")
    }
    var restored: [ObjectIdentifier: Entry] = [:]
    var unused = Set(state.tensors.keys)
    for (name, parameter) in parameters {
      var found = 0
      var parts: [Parameter?] = []
      for stateName in stateNames {
        guard let stateName else {
          parts.append(nil)
          continue
        }
        guard let tensor = state.tensors["\(name).\(stateName)"] else { continue }
        guard tensor.type == parameter.type else {
          throw OptimizerStateError(
            description:
              "optimizer state: \(name).\(stateName) is \(tensor.type), the parameter \(parameter.type.map(\.description) ?? "not built")"
          )
        }
        unused.remove("\(name).\(stateName)")
        found += 1
        parts.append(Parameter(wrappedValue: tensor, trainable: false))
      }
      guard found > 0, let type = parameter.type else { continue }
      guard parts.count == stateNames.count else {
        throw OptimizerStateError(
          description: "optimizer state: a part of the state of \(name) is missing")
      }
      restored[ObjectIdentifier(parameter)] = Entry(
        parameter: parameter, type: type, state: parts)
    }
    if let name = unused.min() {
      throw OptimizerStateError(
        description: "optimizer state: \(name) belongs to no parameter of this model")
    }
    states = restored
    step = state.step
    forgetSegments()
  }
}
