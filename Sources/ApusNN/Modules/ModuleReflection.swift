import ApusCore

/// The parameters and modules among an object's stored properties, inherited ones first.
///
/// Looks into optionals, arrays and dictionaries with string keys (in order of the keys), not into other values.
func reflectedChildren(of object: AnyObject) -> [ModuleChild] {
  var mirrors: [Mirror] = []
  var mirror: Mirror? = Mirror(reflecting: object)
  while let current = mirror {
    mirrors.append(current)
    mirror = current.superclassMirror
  }
  var found: [ModuleChild] = []
  for mirror in mirrors.reversed() {
    for (label, value) in mirror.children {
      guard var name = label else { continue }
      // A property wrapper is stored under its property's name with an underscore before it.
      if name.hasPrefix("_") { name.removeFirst() }
      if name.hasPrefix("$__lazy_storage_$_") { name.removeFirst(18) }
      appendChildren(in: value, name: name, to: &found)
    }
  }
  return found
}

/// Adds what `value` holds; false where neither it nor anything in it is a parameter or module.
@discardableResult
private func appendChildren(in value: Any, name: String, to found: inout [ModuleChild]) -> Bool {
  if let parameter = value as? Parameter {
    found.append(ModuleChild(name: name, .parameter(parameter)))
    return true
  }
  if let module = value as? any Module {
    found.append(ModuleChild(name: name, .module(module)))
    return true
  }
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional:
    guard let content = mirror.children.first?.value else { return false }
    return appendChildren(in: content, name: name, to: &found)
  case .collection:
    for (position, element) in mirror.children.enumerated() {
      // An array of numbers may be long: its first element tells enough.
      guard appendChildren(in: element.value, name: "\(name).\(position)", to: &found) else {
        return position > 0
      }
    }
    return mirror.children.first != nil
  case .dictionary:
    guard let modules = value as? [String: any Module] else {
      guard let parameters = value as? [String: Parameter] else { return false }
      for (key, parameter) in parameters.sorted(by: { $0.key < $1.key }) {
        found.append(ModuleChild(name: "\(name).\(key)", .parameter(parameter)))
      }
      return !parameters.isEmpty
    }
    for (key, module) in modules.sorted(by: { $0.key < $1.key }) {
      found.append(ModuleChild(name: "\(name).\(key)", .module(module)))
    }
    return !modules.isEmpty
  default:
    return false
  }
}
