import Apus
import ArgumentParser

/// The options of `apus train` and its relatives that say how to train: an option for each
/// ``RunOption`` that has one.
///
/// The parser learns of a type's options from its mirror, and reads them by their keys.
struct RunOptions: ParsableArguments, CustomReflectable {
  /// An option as the parser has it.
  private enum Parsed {
    case one(Option<String?>)
    case several(Option<[String]>)
    case flag(Flag<Bool>)

    init(_ argument: (name: String, form: RunOption.Form), _ text: String) {
      let name = NameSpecification.customLong(String(argument.name.dropFirst(2)))
      func help(_ valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp("\(text)", valueName: valueName)
      }
      switch argument.form {
      case .value(let value):
        self = .one(Option(name: name, parsing: .unconditional, help: help(value)))
      case .path(let value): self = .one(Option(name: name, help: help(value), completion: .file()))
      case .names: self = .one(Option(name: name, help: help("name,name:key=value,…")))
      case .each:
        self = .several(Option(wrappedValue: [], name: name, help: help("name:key=value,…")))
      case .flag: self = .flag(Flag(wrappedValue: false, name: name, help: help()))
      }
    }

    var wrapper: Any {
      switch self {
      case .one(let option): option
      case .several(let option): option
      case .flag(let flag): flag
      }
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private var parsed: [(option: RunOption, argument: Parsed)]

  init() {
    parsed = RunOption.all.compactMap { option in
      option.argument.map { (option, Parsed($0, option.help)) }
    }
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init()
    for place in parsed.indices {
      let key = Key(stringValue: parsed[place].option.key)
      switch parsed[place].argument {
      case .one: parsed[place].argument = .one(try values.decode(Option.self, forKey: key))
      case .several: parsed[place].argument = .several(try values.decode(Option.self, forKey: key))
      case .flag: parsed[place].argument = .flag(try values.decode(Flag.self, forKey: key))
      }
    }
  }

  var customMirror: Mirror {
    Mirror(self, children: parsed.map { ("_\($0.option.key)", $0.argument.wrapper) })
  }

  func validate() throws {
    for (option, argument) in parsed {
      guard let (name, form) = option.argument, case .path = form, case .one(let path) = argument
      else { continue }
      try checkPath(path.wrappedValue, name)
    }
  }

  /// The options that are given.
  var given: [RunOption] {
    parsed.compactMap { option, argument in
      switch argument {
      case .one(let value): value.wrappedValue == nil ? nil : option
      case .several(let values): values.wrappedValue.isEmpty ? nil : option
      case .flag(let flag): flag.wrappedValue ? option : nil
      }
    }
  }

  /// The value of an option that takes one; nil where it is not given.
  subscript(key: String) -> String? {
    for (option, argument) in parsed where option.key == key {
      if case .one(let value) = argument { return value.wrappedValue }
    }
    return nil
  }

  /// Lays what is given over what was asked before.
  func apply(to request: inout RunRequest) {
    for (option, argument) in parsed {
      guard let (name, form) = option.argument else { continue }
      switch argument {
      case .one(let value):
        guard let text = value.wrappedValue else { continue }
        switch form {
        case .names: request.set(option.key, namesWithSettings(text), option: name)
        case .path: request.set(option.key, text, option: name, isText: true)
        default: request.set(option.key, text, option: "\(name) \(text)")
        }
      case .several(let values):
        guard !values.wrappedValue.isEmpty else { continue }
        request.set(option.key, values.wrappedValue, option: name)
      case .flag(let flag):
        if flag.wrappedValue { request.set(option.key, "true", option: name) }
      }
    }
  }
}
