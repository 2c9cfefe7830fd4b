import ApusCore

/// Something that holds parameters: a layer, a model, or any class that computes with them.
///
/// Parameters and modules are ordinary stored properties; reflection finds them, also in optionals,
/// arrays, dictionaries, tuples, structs and enums, so nothing is registered by hand:
///
/// ```swift
/// final class Residual: Layer {
///   let first = Dense(64, activation: .relu), second = Dense(64)
///   @Parameter var scale = Tensor(1.0)
///   func callAsFunction(_ input: Tensor) -> Tensor { input + scale * second(first(input)) }
/// }
/// ```
///
/// Not thread-safe: a module belongs to one thread at a time.
public protocol Module: AnyObject {
  /// The parameters and modules that this one holds itself, in order. The default finds them by
  /// reflection.
  var children: [ModuleChild] { get }

  /// Whether the children stay the same objects for the module's life; then a model that contains
  /// it looks for them only once. False unless a type says otherwise, since properties may be
  /// replaced.
  var hasFixedChildren: Bool { get }

  /// Everything below this module. The default walks through ``children`` at each use, some
  /// microseconds a module; ``Sequential`` and ``Model`` keep it where all their layers have fixed
  /// children.
  var structure: ModuleStructure { get }
}

/// A parameter or module that a module holds, and the name of the property.
public struct ModuleChild {
  /// What is held.
  public enum Content {
    /// A parameter.
    case parameter(Parameter)
    /// A module.
    case module(any Module)
  }

  /// The property's name; after a dot the position in an array, the key in a dictionary, or the
  /// field's name.
  public let name: String
  /// The parameter or module.
  public let content: Content

  /// A child of this name.
  public init(name: String, _ content: Content) {
    self.name = name
    self.content = content
  }
}

/// The parameters and modules below a module, each once, in depth-first order.
public struct ModuleStructure {
  /// The parameters with their dotted paths, as in `dense_1.weight`.
  public fileprivate(set) var namedParameters: [(name: String, parameter: Parameter)] = []
  /// The parameters.
  public fileprivate(set) var parameters: [Parameter] = []
  /// The modules below with their dotted paths; not the module itself.
  public fileprivate(set) var namedSubmodules: [(name: String, module: any Module)] = []
  /// Whether everything below stays the same objects.
  public fileprivate(set) var isFixed = true

  /// Walks through `module`.
  public init(of module: any Module) {
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(module)]
    isFixed = module.hasFixedChildren
    walk(module, path: "", &seen)
  }

  private mutating func walk(
    _ module: any Module, path: String, _ seen: inout Set<ObjectIdentifier>
  ) {
    for child in module.children {
      let name = path.isEmpty ? child.name : "\(path).\(child.name)"
      switch child.content {
      case .parameter(let parameter):
        guard seen.insert(ObjectIdentifier(parameter)).inserted else { continue }
        namedParameters.append((name, parameter))
        parameters.append(parameter)
      case .module(let module):
        guard seen.insert(ObjectIdentifier(module)).inserted else { continue }
        namedSubmodules.append((name, module))
        isFixed = isFixed && module.hasFixedChildren
        walk(module, path: name, &seen)
      }
    }
  }
}

extension Module {
  /// The parameters and modules that it holds itself.
  public var children: [ModuleChild] { reflectedChildren(of: self) }
  /// False: its properties may be given other parameters and modules.
  public var hasFixedChildren: Bool { false }
  /// Everything below it, each once.
  public var structure: ModuleStructure { ModuleStructure(of: self) }

  /// All parameters below this module, each once, in order of declaration.
  public var parameters: [Parameter] { structure.parameters }

  /// The parameters with their dotted paths, as weights files name them: `dense_1.weight`,
  /// `blocks.0.norm.scale`.
  public var namedParameters: [(name: String, parameter: Parameter)] { structure.namedParameters }

  /// The parameters that optimizers change.
  public var trainableParameters: [Parameter] { parameters.filter(\.isTrainable) }

  /// All modules below this one, each once.
  public var submodules: [any Module] { structure.namedSubmodules.map(\.module) }

  /// The modules below this one with their dotted paths.
  public var namedSubmodules: [(name: String, module: any Module)] { structure.namedSubmodules }

  /// The number of learned and kept numbers; parameters that have no shape yet count as none.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + ($1.type?.shape.elementCount ?? 0) }
  }

  /// Whether every parameter has a shape: the module has been called or built.
  public var isBuilt: Bool { parameters.allSatisfy(\.isDeclared) }

  /// Keeps optimizers from changing any parameter below. Batch normalization whose parameters are
  /// frozen uses its moving statistics also in training.
  public func freeze() {
    for parameter in parameters { parameter.isTrainable = false }
  }

  /// Lets optimizers change again what the modules mean to be learned.
  public func unfreeze() {
    for parameter in parameters { parameter.isTrainable = parameter.isLearned }
  }
}
