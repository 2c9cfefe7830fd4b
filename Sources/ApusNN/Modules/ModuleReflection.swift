import ApusCore

/// The parameters and modules among an object's stored properties, inherited ones first.
///
/// Looks into optionals, arrays, dictionaries (in order of the keys), tuples, structs and enums,
/// however they are nested. It doesn't look into closures and into classes that aren't modules;
/// what a model uses from there stops the program when the model is built (see
/// ``readingOwnParameters(_:_:)``). Traps where a set holds modules, since a set has no order, and
/// where two names are the same.
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
      guard let label else { continue }
      appendChildren(in: value, name: propertyName(label), to: &found)
    }
  }
  var names: Set<String> = []
  for child in found {
    require(
      names.insert(child.name).inserted,
      "\(type(of: object)): two parameters or modules have the name \"\(child.name)\"")
  }
  return found
}

/// The name of a stored property: property wrappers are stored with an underscore before it, lazy
/// properties with a prefix.
private func propertyName(_ label: String) -> String {
  let lazyPrefix = "$__lazy_storage_$_"
  if label.hasPrefix(lazyPrefix) { return String(label.dropFirst(lazyPrefix.count)) }
  return label.hasPrefix("_") ? String(label.dropFirst()) : label
}

/// Adds the parameters and modules that `value` is or holds.
private func appendChildren(in value: Any, name: String, to found: inout [ModuleChild]) {
  guard mayHoldModules(type(of: value)) else { return }
  if let parameter = value as? Parameter {
    found.append(ModuleChild(name: name, .parameter(parameter)))
    return
  }
  if let module = value as? any Module {
    found.append(ModuleChild(name: name, .module(module)))
    return
  }
  if let holder = value as? any ModuleHolder {
    for (position, module) in holder.modules.enumerated() {
      found.append(ModuleChild(name: "\(name).\(position)", .module(module)))
    }
    return
  }
  if let settings = value as? any Settings {
    for field in settings.fields { appendChildren(in: field.value, name: field.name, to: &found) }
    return
  }
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional:
    for child in mirror.children { appendChildren(in: child.value, name: name, to: &found) }
  case .collection:
    for (position, child) in mirror.children.enumerated() {
      appendChildren(in: child.value, name: "\(name).\(position)", to: &found)
    }
  case .dictionary:
    for (key, value) in sortedEntries(mirror) {
      appendChildren(in: value, name: "\(name).\(key)", to: &found)
    }
  case .set:
    let before = found.count
    for child in mirror.children { appendChildren(in: child.value, name: name, to: &found) }
    require(found.count == before, "\"\(name)\": a set of modules has no order; use an array")
  case .struct, .tuple, .enum:
    for child in mirror.children {
      // The fields of a tuple without labels are called ".0", ".1", ….
      let field = propertyName(
        child.label.map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 } ?? "")
      appendChildren(in: child.value, name: field.isEmpty ? name : "\(name).\(field)", to: &found)
    }
  default: break
  }
}

/// The entries of a dictionary in order of their keys: whole numbers by value, others by their
/// text.
private func sortedEntries(_ mirror: Mirror) -> [(key: String, value: Any)] {
  let entries = mirror.children.compactMap { child -> (key: Any, text: String, value: Any)? in
    let parts = Array(Mirror(reflecting: child.value).children)
    guard parts.count == 2 else { return nil }
    let key = (parts[0].value as? AnyHashable)?.base ?? parts[0].value
    return (key, String(describing: key), parts[1].value)
  }
  return entries.sorted { a, b in
    if let a = a.key as? any BinaryInteger, let b = b.key as? any BinaryInteger {
      return Int(clamping: a) < Int(clamping: b)
    }
    return a.text < b.text
  }.map { ($0.text, $0.value) }
}

/// False where no value of this type can hold a module, so that long arrays and large tables are
/// passed over.
private func mayHoldModules(_ type: Any.Type) -> Bool {
  if let container = type as? any Container.Type {
    return container.contentTypes.contains(where: mayHoldModules)
  }
  return !isPlainData(type) && !knownPlainTypes.contains(ObjectIdentifier(type))
}

/// Whether values of this type are bits without references.
private func isPlainData<T>(_ type: T.Type) -> Bool { _isPOD(type) }

/// Types of the library's settings, which hold references but no modules.
private let knownPlainTypes: Set<ObjectIdentifier> = [
  ObjectIdentifier(String.self), ObjectIdentifier(Tensor.self), ObjectIdentifier(Shape.self),
  ObjectIdentifier(Initializer.self), ObjectIdentifier(Regularizer.self),
  ObjectIdentifier(Constraint.self),
]

/// A setting of a layer that may hold modules, and nothing else that reflection would find.
private protocol ModuleHolder {
  var modules: [any Module] { get }
}

extension ActivationFunction: ModuleHolder {}

/// A generic type whose values hold values of other types and nothing else.
private protocol Container {
  static var contentTypes: [Any.Type] { get }
}

extension Optional: Container { static var contentTypes: [Any.Type] { [Wrapped.self] } }
extension Array: Container { static var contentTypes: [Any.Type] { [Element.self] } }
extension ArraySlice: Container { static var contentTypes: [Any.Type] { [Element.self] } }
extension ContiguousArray: Container { static var contentTypes: [Any.Type] { [Element.self] } }
extension Set: Container { static var contentTypes: [Any.Type] { [Element.self] } }
extension Dictionary: Container {
  static var contentTypes: [Any.Type] { [Key.self, Value.self] }
}
