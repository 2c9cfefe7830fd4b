import ApusData
import ApusFiles
import ApusNN
internal import Yams

extension YAMLValue {
  /// The longest file that is read: 1 MiB.
  static let largestFile = 1 << 20
  /// The most values of a file, counted with what aliases repeat.
  static let mostValues = 10_000
  /// The deepest nesting.
  static let deepest = 32

  /// The value that the YAML file at `path` holds.
  ///
  /// At most 1 MiB, 10,000 values and 32 levels; what aliases (`*name`) repeat is counted but not
  /// copied, so no file can grow in memory. Merging (`<<: *name`) is understood; tags (`!!name`),
  /// more than one document, keys that are not plain texts and keys that come twice are refused.
  ///
  /// - Throws: ``FileError`` with line and column.
  public init(contentsOf path: String) throws {
    let file = try MappedFile(path)
    try self.init(file.bytes, path: path)
  }

  /// The value of a text, which messages call `path`.
  ///
  /// - Throws: ``FileError`` with line and column.
  public init(parsing text: String, path: String) throws {
    var text = text
    self = try text.withUTF8 { try YAMLValue(UnsafeRawBufferPointer($0), path: path) }
  }

  private init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
    guard bytes.count <= Self.largestFile else {
      throw FileError(
        path, "has \(bytes.count) bytes, too many for settings; expected at most 1 MiB of YAML")
    }
    let text = try YAMLText(bytes, path: path)
    var reading = YAMLReading(path: path)
    self = try reading.value(of: text)
  }
}

/// The text of a YAML file as Yams may see it: checked, and with every `*` in disguise.
///
/// Yams replaces aliases while it parses and hashes every key, so that a key made of aliases of
/// aliases would take it forever. So it sees none: `*` becomes a character of the private area, and
/// is put back into the texts that come out.
private struct YAMLText {
  static let star: Unicode.Scalar = "\u{E000}"
  let text: String

  init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
    guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
      throw FileError(path, "is UTF-16; save it as UTF-8")
    }
    var scalars = String.UnicodeScalarView()
    var (line, column, marks, last) = (1, 1, 0, Unicode.Scalar(0))
    var hasMark = false
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    reading: while true {
      let scalar: Unicode.Scalar
      switch decoder.decode(&iterator) {
      case .emptyInput: break reading
      case .error:
        throw FileError("\(path):\(line):\(column)", "this is not UTF-8; save the file as UTF-8")
      case .scalarValue(let value): scalar = value
      }
      // A byte order mark, as some editors put before UTF-8. It would move the first line's key.
      if scalar == "\u{FEFF}", scalars.isEmpty, !hasMark {
        hasMark = true
        continue
      }
      guard Self.isAllowed(scalar) else {
        let code = String(scalar.value, radix: 16, uppercase: true)
        throw FileError(
          "\(path):\(line):\(column)",
          """
          the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) cannot \
          stand in YAML; remove it
          """
        )
      }
      scalars.append(scalar == "*" ? Self.star : scalar)
      // Each value needs one of these before or after it.
      if ",:[{-?\n\r".unicodeScalars.contains(scalar) { marks += 1 }
      if scalar == "\n" && last == "\r" {
        // Counted already.
      } else if scalar == "\n" || scalar == "\r" {
        (line, column) = (line + 1, 1)
      } else {
        column += 1
      }
      last = scalar
    }
    // Escaped, the disguise would come out as a star.
    let lowercase = String(scalars).lowercased()
    guard !lowercase.contains("\\ue000"), !lowercase.contains("\\u0000e000") else {
      throw FileError(path, "holds the character U+E000, which cannot stand in settings; remove it")
    }
    guard marks <= 4 * YAMLValue.mostValues else { throw YAMLReading.tooMany(path) }
    text = String(scalars)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE001...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x10FFFF:
      true
    default: false
    }
  }

  /// The text with its stars.
  static func restored(_ text: String) -> String {
    guard text.unicodeScalars.contains(star) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(scalar == star ? "*" : scalar) }
    return String(scalars)
  }
}

/// Turns what Yams parsed into values.
private struct YAMLReading {
  let path: String
  private var anchors: [(name: String, value: YAMLValue, count: Int)] = []
  private var count = 0

  init(path: String) { self.path = path }

  static func tooMany(_ place: String) -> FileError {
    FileError(place, "holds more than \(YAMLValue.mostValues) values; settings need far fewer")
  }

  static func tooDeep(_ place: String) -> FileError {
    FileError(place, "nests deeper than \(YAMLValue.deepest) levels; settings need far fewer")
  }

  mutating func value(of text: YAMLText) throws -> YAMLValue {
    do {
      let parser = try Parser(yaml: text.text, resolver: .basic, encoding: .utf8)
      // Nodes refer to their anchors weakly.
      return try withExtendedLifetime(parser) {
        guard let root = try parser.singleRoot() else {
          return YAMLValue(
            content: .null, written: "", place: YAMLPlace(file: path, line: 1, column: 1), name: "")
        }
        return try value(of: root, name: "", depth: 0)
      }
    } catch let error as YamlError {
      throw fileError(error, in: text.text)
    }
  }

  private mutating func value(of node: Node, name: String, depth: Int) throws -> YAMLValue {
    let place = place(of: node)
    func wrong(_ problem: String) -> FileError {
      FileError(place.description, name.isEmpty ? problem : "\(name): \(problem)")
    }
    guard depth < YAMLValue.deepest else { throw Self.tooDeep(place.description) }
    let before = count
    count += 1
    guard count <= YAMLValue.mostValues else { throw Self.tooMany(place.description) }
    let content: YAMLValue.Content
    var written = ""
    var isPlain = true
    switch node {
    case .scalar(let scalar):
      isPlain = scalar.style == .plain
      if isPlain, let repeated = try alias(scalar, place, name: name) { return repeated }
      written = YAMLText.restored(scalar.string)
      content = isPlain ? YAMLValue.Content(plain: written) : .text(written)
    case .sequence(let nodes):
      var values: [YAMLValue] = []
      for (number, element) in nodes.enumerated() {
        values.append(try value(of: element, name: "\(name)[\(number)]", depth: depth + 1))
      }
      content = .list(values)
    case .mapping(let mapping): content = .object(try entries(of: mapping, depth: depth))
    case .alias: throw wrong("an alias cannot stand here; write the value")
    }
    // What stands in quotation marks has the tag of texts.
    let tag = tag(of: node)
    guard [.implicit, .nonSpecific].contains(tag) || (tag == .str && !isPlain) else {
      throw wrong("the tag \"\(oneLine(tag.rawValue))\" is not known here; leave it away")
    }
    let value = YAMLValue(content: content, written: written, place: place, name: name)
    if let anchor = node.anchor?.rawValue { anchors.append((anchor, value, count - before)) }
    return value
  }

  private mutating func entries(of mapping: Node.Mapping, depth: Int) throws -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var keys: Set<String> = []
    var merged: [YAMLEntry] = []
    for (keyNode, valueNode) in mapping {
      let keyPlace = place(of: keyNode)
      guard case .scalar(let scalar) = keyNode else {
        throw FileError(keyPlace.description, "a key is a list or an object; expected one word")
      }
      let key = YAMLText.restored(scalar.string)
      let isPlain = scalar.style == .plain
      if isPlain && scalar.string.unicodeScalars.first == YAMLText.star {
        throw FileError(keyPlace.description, "an alias cannot be a key; write the key")
      }
      guard !key.isEmpty else {
        throw FileError(keyPlace.description, "a key is missing before \":\"")
      }
      let value = try value(of: valueNode, name: oneLine(key), depth: depth + 1)
      if isPlain && key == "<<" {
        merged += try merge(value)
      } else {
        guard keys.insert(key).inserted else {
          throw FileError(keyPlace.description, "the key \"\(oneLine(key))\" is given twice")
        }
        entries.append(YAMLEntry(key: key, place: keyPlace, value: value))
      }
    }
    for entry in merged where keys.insert(entry.key).inserted { entries.append(entry) }
    return entries
  }

  /// The entries that `<<` brings in.
  private func merge(_ value: YAMLValue) throws -> [YAMLEntry] {
    switch value.content {
    case .object(let entries): return entries
    case .list(let values): return try values.flatMap(merge)
    default: throw value.error("\(value.shown) cannot be merged; expected an alias of an object")
    }
  }

  /// What an alias stands for; nil where the text is none.
  private mutating func alias(
    _ scalar: Node.Scalar, _ place: YAMLPlace, name: String
  ) throws -> YAMLValue? {
    guard scalar.string.unicodeScalars.first == YAMLText.star else { return nil }
    let target = YAMLText.restored(String(scalar.string.unicodeScalars.dropFirst()))
    guard let anchor = anchors.last(where: { $0.name == target }) else {
      let names = anchors.map(\.name)
      let near = names.isEmpty ? "" : suggestion(for: target, among: names)
      throw FileError(
        place.description,
        """
        *\(oneLine(target)) repeats nothing: no &\(oneLine(target)) stands before it\(near); a \
        text that begins with * needs quotation marks
        """
      )
    }
    count += anchor.count - 1
    guard count <= YAMLValue.mostValues else { throw Self.tooMany(place.description) }
    var value = anchor.value
    value.name = name
    return value
  }

  private func tag(of node: Node) -> Tag.Name {
    switch node {
    case .scalar(let scalar): Tag.Name(rawValue: scalar.tag.rawValue)
    case .sequence(let sequence): Tag.Name(rawValue: sequence.tag.rawValue)
    case .mapping(let mapping): Tag.Name(rawValue: mapping.tag.rawValue)
    case .alias(let alias): Tag.Name(rawValue: alias.tag.rawValue)
    }
  }

  private func place(of node: Node) -> YAMLPlace {
    YAMLPlace(file: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private func fileError(_ error: YamlError, in text: String) -> FileError {
    func at(_ mark: Mark, _ problem: String) -> FileError {
      FileError("\(path):\(mark.line):\(mark.column)", problem)
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
      if problem.contains("nesting level") { return Self.tooDeep(path) }
      if hasTab(text, at: mark) {
        return at(mark, "a tab stands where YAML takes only spaces; indent with spaces")
      }
      return at(
        mark, "this is not YAML: \(oneLine(problem)); check the indentation and the quotes here")
    case .composer(_, _, let mark, _):
      return at(mark, "a second document begins; keep one of them")
    case .duplicatedKeysInMapping(let keys, let context):
      return at(
        context.mark, "the key \"\(oneLine(YAMLText.restored(keys.first ?? "")))\" is given twice")
    case .memory: return Self.tooDeep(path)
    default: return FileError(path, "this is not YAML; check it")
    }
  }

  /// Whether a tab stands at `mark` or in its line's indentation.
  private func hasTab(_ text: String, at mark: Mark) -> Bool {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.indices.contains(mark.line - 1) else { return false }
    let line = lines[mark.line - 1].unicodeScalars
    return line.dropFirst(mark.column - 1).first == "\t"
      || line.prefix { $0 == " " || $0 == "\t" }.contains("\t")
  }
}
