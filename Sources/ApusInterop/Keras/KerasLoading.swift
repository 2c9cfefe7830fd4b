import ApusCore
import ApusFiles
import ApusNN

extension KerasWeights {
  /// Sets the parameters of `model`; nothing is changed where one does not fit.
  ///
  /// - Parameter trainability: which layers learn, if the file says so.
  /// - Throws: ``FileError`` about `path` where the file holds another model's weights.
  func load(
    into model: any Layer, trainability: KerasTrainability? = nil, path: String
  ) throws {
    guard model.isBuilt else {
      throw FileError(
        path, "cannot be read into a model without shapes; call build(inputShape) on it first")
    }
    let pairs: [(variable: KerasVariable, tensor: Tensor)]
    switch self {
    case .tree(let group): pairs = try group.pairs(with: model, in: "", path)
    case .list(let layers, let version):
      pairs = try KerasWeights.pairs(layers, of: version, with: model, trainability, path)
    }
    for (variable, tensor) in pairs {
      guard let parameter = variable.parameter, let type = parameter.type else { continue }
      parameter.wrappedValue = tensor.cast(to: type.dtype).reshaped(to: type.shape)
    }
  }

  private static func pairs(
    _ layers: [(layer: String, variables: [(name: String, tensor: Tensor)])], of version: Int,
    with model: any Layer, _ trainability: KerasTrainability?, _ path: String
  ) throws -> [(variable: KerasVariable, tensor: Tensor)] {
    let all = try kerasSlots(of: model, path)
    let trees = try zip(all, trainability.parts(for: all)).map { slot, learning in
      (slot, try KerasVariableTree(slot, learning, path))
    }
    let slots = trees.filter { $1.hasVariables }
    guard slots.count == layers.count else {
      throw another(
        path, "it has weights for \(layers.count) layers, this model for \(slots.count)")
    }
    // By name where all have the model's, else in order, as Keras does.
    let byName = Dictionary(layers.map { (kerasLayerName($0.layer), $0.variables) }) { first, _ in
      first
    }
    let isNamed = slots.allSatisfy { byName[$0.0.name] != nil } && byName.count == layers.count
    return try zip(slots, layers).flatMap { slot, layer in
      let found = isNamed ? byName[slot.0.name] ?? [] : layer.variables
      let variables = slot.1.variables(named: found.map(\.name), version: version)
      return try matched(variables, found.map(\.tensor), slot.0, in: "", path)
    }
  }

  /// Each variable with the tensor at its place, after a look at their shapes.
  fileprivate static func matched(
    _ variables: [KerasVariable], _ tensors: [Tensor], _ slot: KerasSlot, in prefix: String,
    _ path: String
  ) throws -> [(variable: KerasVariable, tensor: Tensor)] {
    let layer = "layer \(quoted(prefix + slot.name)) (\(slot.className))"
    guard variables.count == tensors.count else {
      throw another(
        path,
        """
        \(layer) has \(tensors.count) variables there, this model's \(variables.count): \
        \(variables.map(\.name).joined(separator: ", "))
        """
      )
    }
    for (variable, tensor) in zip(variables, tensors) {
      guard tensor.shape == variable.shape else {
        throw another(
          path,
          "\(layer): its \(variable.name) is \(tensor.shape), this model needs \(variable.shape)")
      }
      guard variable.parameter == nil || tensor.dtype.isFloatingPoint else {
        throw another(
          path, "\(layer): its \(variable.name) is \(tensor.dtype); only floating point can be read"
        )
      }
    }
    return Array(zip(variables, tensors)).map { ($0, $1) }
  }

  fileprivate static func another(_ path: String, _ what: String) -> FileError {
    FileError(path, "holds another model, \(what); load it into the architecture that was saved")
  }
}

extension KerasGroup {
  /// The variables of `model` with the tensors of this group, whose children are the model's
  /// layers.
  fileprivate func pairs(
    with model: any Module, in prefix: String, _ path: String
  ) throws -> [(variable: KerasVariable, tensor: Tensor)] {
    var result: [(variable: KerasVariable, tensor: Tensor)] = []
    var read: Set<String> = []
    let slots = try kerasSlots(of: model, path)
    let keys = keys(of: slots)
    for (slot, key) in zip(slots, keys) {
      let variables = try slot.variables(path)
      if variables.isEmpty { continue }
      guard let group = children[key] else {
        throw KerasWeights.another(
          path, "it has nothing for layer \(quoted(prefix + slot.name)) (\(slot.className))")
      }
      read.insert(key)
      if slot.module is Sequential || slot.module is Model {
        let inner = group.children["layers"] ?? group.children["_layer_checkpoint_dependencies"]
        guard let inner else {
          throw KerasWeights.another(
            path, "model \(quoted(prefix + slot.name)) has no layers there")
        }
        result += try inner.pairs(with: slot.module, in: "\(prefix)\(slot.name).", path)
        continue
      }
      // Layers within the layer, in their order; its own variables have no part.
      var parts: [String?] = []
      for variable in variables where !parts.contains(variable.part) { parts.append(variable.part) }
      let tensors = parts.flatMap { part in
        part.map { group.children[$0]?.variables ?? [] } ?? group.variables
      }
      result += try KerasWeights.matched(variables, tensors, slot, in: prefix, path)
    }
    let extra = children.keys.sorted().first {
      !read.contains($0) && children[$0]?.hasVariables == true
    }
    if let extra {
      throw KerasWeights.another(
        path,
        """
        it has weights for \(quoted(prefix + (children[extra]?.name ?? extra))), which this model \
        lacks
        """
      )
    }
    return result
  }

  /// The key of each layer: by the layers' names where the file has those of all layers of the
  /// class, else in order.
  private func keys(of slots: [KerasSlot]) -> [String] {
    var byClass: [String: [String: String]] = [:]
    for (stem, layers) in Dictionary(grouping: slots, by: { kerasStem($0.className) }) {
      let found = (0..<layers.count).map { $0 == 0 ? stem : "\(stem)_\($0)" }
      var keys: [String: String] = [:]
      for key in found {
        if let name = children[key]?.name { keys[name] = key }
      }
      let names = Set(layers.map(\.name))
      if names.count == layers.count, Set(keys.keys) == names { byClass[stem] = keys }
    }
    return slots.map { byClass[kerasStem($0.className)]?[$0.name] ?? $0.key }
  }
}
