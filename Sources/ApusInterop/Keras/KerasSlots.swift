import ApusCore
import ApusFiles
import ApusNN

/// A layer of a model as Keras files it.
struct KerasSlot {
  /// The layer's name in its model.
  let name: String
  /// Keras's class of it.
  let className: String
  /// The group that a weights file keeps it in: the class's name, counted among the layers of one
  /// model.
  let key: String
  /// The layer.
  let module: any Module

  /// Its variables, those of the layers of a model together.
  ///
  /// - Throws: ``FileError`` about `path` for a layer that Keras does not have.
  func variables(_ path: String) throws -> [KerasVariable] {
    guard module is Sequential || module is Model else {
      if let layer = module as? any KerasLayer { return layer.kerasVariables }
      guard module.parameters.isEmpty else {
        throw FileError(
          path,
          """
          cannot hold layer \(quoted(name)): Keras has no \(className) of the same weights; export \
          safetensors or ONNX
          """
        )
      }
      return []
    }
    return try kerasSlots(of: module, path).flatMap { try $0.variables(path) }
  }
}

/// The name here of a layer of Keras: a dot stands between a layer's name and a parameter's.
func kerasLayerName(_ name: String) -> String { String(name.map { $0 == "." ? "_" : $0 }) }

/// The layers of a model in the order of Keras, each once.
///
/// - Throws: ``FileError`` about `path` where `model` is neither a chain nor a graph of layers.
func kerasSlots(of model: any Module, _ path: String) throws -> [KerasSlot] {
  var seen: Set<ObjectIdentifier> = []
  var counts: [String: Int] = [:]
  var slots: [KerasSlot] = []
  for (name, module) in try orderedLayers(of: model, path) {
    guard seen.insert(ObjectIdentifier(module)).inserted else { continue }
    let className = module is Model ? "Functional" : String(describing: type(of: module))
    let stem = kerasStem(className)
    let count = counts[stem, default: 0]
    counts[stem] = count + 1
    slots.append(
      KerasSlot(
        name: name, className: className, key: count == 0 ? stem : "\(stem)_\(count)",
        module: module))
  }
  return slots
}

private func orderedLayers(
  of model: any Module, _ path: String
) throws -> [(name: String, module: any Module)] {
  if let chain = model as? Sequential { return Array(zip(chain.layerNames, chain.layers)) }
  guard let graph = model as? Model else {
    throw FileError(
      path,
      """
      goes with a Sequential or a Model(inputs:outputs:), not with a \(type(of: model)); build one \
      of those
      """
    )
  }
  var modules: [String: any Module] = [:]
  for child in graph.children {
    if case .module(let module) = child.content { modules[child.name] = module }
  }
  return kerasOrder(of: try ModelConfiguration(of: graph)).compactMap { name in
    modules[name].map { (name, $0) }
  }
}

/// The names of a graph's layers as Keras orders them: by the longest way to an output, the longest
/// first, then as a walk from the outputs meets them.
private func kerasOrder(of graph: ModelConfiguration) -> [String] {
  let inputCount = graph.inputs?.count ?? 0
  func step(_ place: Int) -> ModelConfiguration.Step? {
    place < inputCount ? nil : graph.steps[place - inputCount]
  }
  var met: [String: Int] = [:]
  var visited: Set<Int> = []
  for output in graph.outputs ?? [] {
    var pending = [output]
    while let place = pending.popLast() {
      guard visited.insert(place).inserted, let step = step(place) else { continue }
      if met[step.layer] == nil { met[step.layer] = met.count }
      pending += (step.inputs ?? []).reversed()
    }
  }
  var depths = [Int](repeating: 0, count: inputCount + graph.steps.count)
  var layerDepths: [String: Int] = [:]
  for place in depths.indices.reversed() {
    guard let step = step(place) else { continue }
    let depth = max(depths[place], layerDepths[step.layer, default: 0])
    layerDepths[step.layer] = depth
    for input in step.inputs ?? [] { depths[input] = max(depths[input], depth + 1) }
  }
  return met.keys.sorted { a, b in
    (layerDepths[b, default: 0], met[a, default: 0])
      < (layerDepths[a, default: 0], met[b, default: 0])
  }
}

/// The name that Keras makes of a class's: `Conv2DTranspose` gives `conv2d_transpose`, `PReLU`
/// gives `p_re_lu`.
func kerasStem(_ className: String) -> String {
  let letters = Array(
    className.unicodeScalars.filter { $0.properties.isAlphabetic || "0"..."9" ~= $0 || $0 == "_" })
  var result = ""
  for (position, letter) in letters.enumerated() {
    let isUpper = "A"..."Z" ~= letter
    if isUpper, position > 0 {
      let next = position + 1 < letters.count ? letters[position + 1] : " "
      if "a"..."z" ~= next || "a"..."z" ~= letters[position - 1] { result += "_" }
    }
    result += String(letter).lowercased()
  }
  return result
}
