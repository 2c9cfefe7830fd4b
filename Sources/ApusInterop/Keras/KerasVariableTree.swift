import ApusNN

/// Which layers of a Keras model learn: the order of weights in an `.h5` depends on it.
struct KerasTrainability: Sendable {
  /// The layer's name here.
  let name: String
  /// Whether the layer learns.
  let isTrainable: Bool
  /// The layers of a model, without its inputs.
  let layers: [KerasTrainability]

  /// What the description of a layer or model says.
  init(_ object: KerasObject) {
    name = kerasLayerName(object.name ?? "")
    isTrainable = object.settings["trainable"] != .flag(false)
    let inner = object.isModel ? object.settings["layers"]?.elements ?? [] : []
    layers = inner.compactMap { KerasObject($0) }.filter { $0.className != "InputLayer" }
      .map { KerasTrainability($0) }
  }
}

extension KerasTrainability? {
  /// What is known of each of these layers of a model: by their names, else in order; nil where
  /// nothing fits.
  func parts(for slots: [KerasSlot]) -> [KerasTrainability?] {
    let layers = self?.layers ?? []
    let byName = Dictionary(layers.map { ($0.name, $0) }) { first, _ in first }
    if slots.allSatisfy({ byName[$0.name] != nil }) { return slots.map { byName[$0.name] } }
    return layers.count == slots.count ? layers : slots.map { _ in nil }
  }
}

/// The variables of a layer, and of the layers in it, as Keras lists them in an `.h5`.
///
/// - Source: Keras 3, `_legacy_weights`; Keras 2, `trainable_weights` and `non_trainable_weights`
///   of `Model`.
struct KerasVariableTree {
  private let name: String
  private let isTrainable: Bool
  private let own: [KerasVariable]
  private let layers: [KerasVariableTree]

  /// The variables of `slot`.
  ///
  /// - Parameter trainability: which layers learn; nil: those whose parameters are not frozen.
  /// - Throws: ``FileError`` about `path` for a layer that Keras does not have.
  init(_ slot: KerasSlot, _ trainability: KerasTrainability?, _ path: String) throws {
    name = slot.name
    guard slot.module is Sequential || slot.module is Model else {
      own = try slot.variables(path)
      layers = []
      let isFrozen = slot.module.parameters.contains { $0.isLearned && !$0.isTrainable }
      isTrainable = trainability?.isTrainable ?? !isFrozen
      return
    }
    own = []
    let slots = try kerasSlots(of: slot.module, path)
    layers = try zip(slots, trainability.parts(for: slots)).map { slot, learning in
      try KerasVariableTree(slot, learning, path)
    }
    isTrainable = trainability?.isTrainable ?? layers.contains(where: \.isTrainable)
  }

  /// Whether there are variables in it.
  var hasVariables: Bool { !own.isEmpty || layers.contains(where: \.hasVariables) }

  /// The variables in the order of a list whose entries Keras calls `names`.
  ///
  /// Names tell the layer where they are those of the layers here; a layer's own variables keep
  /// their order. Otherwise Keras's rule says the order, which another of its versions changed.
  func variables(named names: [String], version: Int) -> [KerasVariable] {
    if layers.isEmpty { return own }
    if let named = variables(named: names) { return named }
    if version < 3 {
      let parts = divided
      return KerasVariableTree.distinct(parts.learned + parts.kept)
    }
    let all = leaves.flatMap { leaf in
      leaf.own.map { (variable: $0, learns: leaf.isTrainable && $0.isTrainable) }
    }
    let ordered = isTrainable ? all.filter(\.learns) + all.filter { !$0.learns } : all
    return KerasVariableTree.distinct(ordered.map(\.variable))
  }

  /// The variables by the layers that `names` contain, as in `model/layer/kernel`; nil where they
  /// are others.
  private func variables(named names: [String]) -> [KerasVariable]? {
    let leaves = leaves.filter { !$0.own.isEmpty }
    var waiting = Dictionary(leaves.map { ($0.name, $0.own[...]) }) { first, _ in first }
    guard waiting.count == leaves.count else { return nil }
    var result: [KerasVariable] = []
    for name in names {
      let parts = name.split(separator: "/").dropLast().map { kerasLayerName(String($0)) }
      guard let layer = parts.last(where: { waiting[$0] != nil }),
        let variable = waiting[layer]?.popFirst()
      else { return nil }
      result.append(variable)
    }
    return waiting.values.allSatisfy(\.isEmpty) ? result : nil
  }

  /// The layers that are no models, in order.
  private var leaves: [KerasVariableTree] { layers.isEmpty ? [self] : layers.flatMap(\.leaves) }

  /// What Keras 2 learns and what it keeps: a frozen model keeps all, first what its layers would
  /// learn.
  private var divided: (learned: [KerasVariable], kept: [KerasVariable]) {
    if layers.isEmpty {
      guard isTrainable else { return ([], own) }
      return (own.filter(\.isTrainable), own.filter { !$0.isTrainable })
    }
    let parts = layers.map(\.divided)
    let (learned, kept) = (parts.flatMap(\.learned), parts.flatMap(\.kept))
    return isTrainable ? (learned, kept) : ([], learned + kept)
  }

  /// Each variable once: layers may be shared.
  private static func distinct(_ variables: [KerasVariable]) -> [KerasVariable] {
    var seen: Set<ObjectIdentifier> = []
    return variables.filter { variable in
      variable.parameter.map { seen.insert(ObjectIdentifier($0)).inserted } ?? true
    }
  }
}
