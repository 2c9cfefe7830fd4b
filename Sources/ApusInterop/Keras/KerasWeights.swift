import ApusCore
import ApusFiles
import ApusNN

/// The weights in a Keras file, as it groups them.
enum KerasWeights: Sendable {
  /// Those of `.weights.h5` and `.keras`: layers within layers.
  case tree(KerasGroup)
  /// Those of an `.h5`: a list for each layer of the model, and the version of Keras that ordered
  /// it.
  case list([(layer: String, variables: [(name: String, tensor: Tensor)])], version: Int)

  /// The weights in an HDF5 file.
  ///
  /// - Throws: ``FileError`` about `path` where they are none of Keras.
  init(_ root: HDF5Group, path: String) throws {
    // The older name is that of Keras 2.13 to 2.15.
    if let layers = root.groups["layers"] ?? root.groups["_layer_checkpoint_dependencies"] {
      self = .tree(try KerasGroup(layers, path: path))
      return
    }
    let group = root.groups["model_weights"] ?? root
    guard let names = group.list("layer_names") else {
      throw FileError(
        path, "holds no weights of Keras: neither layers nor layer_names; name another file")
    }
    guard Set(names).count == names.count else {
      throw FileError.damagedHDF5(path, "a layer's name twice")
    }
    var lists: [(layer: String, variables: [(name: String, tensor: Tensor)])] = []
    var seen: Set<UnsafeRawPointer?> = []
    for name in names {
      guard let layer = group.group(name.split(separator: "/").map(String.init)) else {
        throw FileError.damagedHDF5(path, "no group for layer \(quoted(name))")
      }
      let variables = try (layer.list("weight_names") ?? []).map { variable in
        let dataset = try layer.dataset(variable, path)
        // Names that lead to one array again and again would take its memory each time.
        guard dataset.bytes.isEmpty || seen.insert(dataset.bytes.baseAddress).inserted else {
          throw FileError.damagedHDF5(path, "the array \(quoted(variable)) twice")
        }
        return (variable, try dataset.tensor(named: variable, path))
      }
      if !variables.isEmpty { lists.append((name, variables)) }
    }
    let version = (root.texts["keras_version"] ?? group.texts["keras_version"])?.first
    self = .list(lists, version: version.flatMap { Int($0.prefix { $0.isNumber }) } ?? 2)
  }
}

/// A layer's weights, and those of the layers in it.
struct KerasGroup: Sendable {
  /// The name that the layer had; nil where the file does not say.
  let name: String?
  /// Its own variables in order.
  let variables: [Tensor]
  /// The layers in it by their keys.
  let children: [String: KerasGroup]

  init(name: String?, variables: [Tensor], children: [String: KerasGroup]) {
    self.name = name
    self.variables = variables
    self.children = children
  }

  init(_ group: HDF5Group, path: String) throws {
    let own = group.groups["vars"]
    name = own?.texts["name"]?.first
    let count = own?.datasets.count ?? 0
    variables = try (0..<count).map { index in
      guard let own else { throw FileError.damagedHDF5(path, "no variables") }
      return try own.dataset("\(index)", path).tensor(named: "\(index)", path)
    }
    var children: [String: KerasGroup] = [:]
    // The state of a layer's random numbers is no weight.
    for (key, child) in group.groups where key != "vars" && key != "seed_generator" {
      children[key] = try KerasGroup(child, path: path)
    }
    self.children = children
  }

  /// Whether there are variables in it.
  var hasVariables: Bool { !variables.isEmpty || children.values.contains(where: \.hasVariables) }
}

extension HDF5Group {
  /// The texts of an attribute, which Keras divides where it would be too long; nil where there is
  /// none.
  fileprivate func list(_ key: String) -> [String]? {
    if let whole = texts[key] { return whole }
    var pieces: [String] = []
    var count = 0
    while let piece = texts["\(key)\(count)"] {
      pieces += piece
      count += 1
    }
    return count > 0 ? pieces : nil
  }

  /// The array at a path of names with slashes.
  fileprivate func dataset(_ name: String, _ path: String) throws -> HDF5Dataset {
    let names = name.split(separator: "/").map(String.init)
    guard let last = names.last, let dataset = group(names.dropLast())?.datasets[last] else {
      throw FileError.damagedHDF5(path, "no array \(quoted(name))")
    }
    return dataset
  }
}

extension HDF5Dataset {
  fileprivate func tensor(named name: String, _ path: String) throws -> Tensor {
    guard let tensor = tensor() else {
      throw FileError(path, "holds \(quoted(name)), whose elements are no numbers; save it again")
    }
    return tensor
  }
}
