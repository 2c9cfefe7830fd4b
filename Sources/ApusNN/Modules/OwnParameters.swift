import ApusCore

/// What `body`, which calls `module` on the meta device, gives; stops where the call reads a
/// trainable parameter that is not among the module's own.
///
/// Such a parameter would be neither trained nor saved nor counted. It is in a place that
/// reflection doesn't see: a closure, a global variable, a class that is no module. A frozen one,
/// as of a teacher, is meant to stay out.
func readingOwnParameters<R>(_ module: any Module, _ body: () -> R) -> R {
  let (result, read) = parametersRead(during: body)
  let own = Set(module.parameters.map { ObjectIdentifier($0) })
  if let foreign = read.first(where: { $0.isTrainable && !own.contains(ObjectIdentifier($0)) }) {
    trap(
      """
      \(typeName(of: module)): its call reads a parameter \
      \(foreign.type.map(\.description) ?? "without a shape") that it does not hold: a closure, a \
      global variable or a class that is no Module has it. Keep its layer in a property of the \
      module, list it in `children`, or freeze it
      """)
  }
  return result
}
