import ApusFiles
import ApusNN

/// What folders mean for a set of images: which are splits and which are classes.
///
/// The first folder of a path is its class, and all below it belongs to that class. Where all the
/// first folders have names of splits and one of them is `train`, the second folder is the class. A
/// single folder around everything counts for nothing.
struct ClassLayout: Sendable {
  struct Member: Sendable {
    let file: Int32
    let label: Int32
  }

  let classNames: [String]
  let members: [DatasetPart: [Member]]
  /// What was left out, in words; one line each.
  let notes: [String]

  /// The layout of `files`.
  ///
  /// - Parameters:
  ///   - files: sorted; other files than images count for nothing.
  ///   - known: the classes in the order of their numbers, where they are known already.
  ///   - name: what errors call the folder or archive.
  /// - Throws: ``DataError`` where no image lies in a class folder, and where a class is not known.
  init(_ files: FileNames, known: [String]?, name: String) throws {
    var notes: [String] = []
    let images = (0..<files.count).filter { ImageFile.hasImageName(files.name(of: $0)) }
    let isUsed = images.reduce(into: [Bool](repeating: false, count: files.folders.count)) {
      $0[files.folder(of: $1)] = true
    }
    if images.count < files.count {
      notes.append(ClassLayout.noteOnOthers(files))
    }
    let used = files.folders.indices.filter { isUsed[$0] }
    let top = ClassLayout.top(used.map { files.folders[$0] }, known: known)
    let roles = files.folders.map { ClassLayout.role(of: $0, top: top) }
    let found = Set(used.compactMap { roles[$0]?.className })
    let classNames = try ClassLayout.ordered(found, known: known, in: name)
    let numbers = Dictionary(uniqueKeysWithValues: zip(classNames, Int32(0)...))
    var members: [DatasetPart: [Member]] = [:]
    var homeless = 0
    for file in images {
      guard let role = roles[files.folder(of: file)], let label = numbers[role.className] else {
        homeless += 1
        continue
      }
      members[role.split, default: []].append(Member(file: Int32(file), label: label))
    }
    guard !members.isEmpty else {
      throw DataError(
        .missing, name, "expected images as CLASS/NAME.jpg or .png, found none",
        advice: "check that it is the right folder")
    }
    if homeless > 0 {
      notes.append("\(homeless) images lie in no class folder and are left out")
    }
    self.classNames = classNames
    self.members = members
    self.notes = notes
  }

  private struct Role {
    let split: DatasetPart
    let className: String
  }

  /// Where the folders that mean something begin.
  private struct Top {
    /// How many parts of every path come before.
    var depth: Int
    /// Whether the first of the others is a split.
    var hasSplits: Bool
  }

  private static func top(_ folders: [FileNames.Parts], known: [String]?) -> Top {
    var depth = 0
    while true {
      // Of images that lie outside all folders nothing follows.
      let firsts = Set(folders.filter { $0.count > depth }.map { $0[depth] })
      let splits = firsts.map { DatasetPart(folder: text($0)) }
      if splits.contains(.train), !splits.contains(nil) {
        return Top(depth: depth, hasSplits: true)
      }
      let isWrapped = firsts.count == 1 && folders.allSatisfy { $0.count > depth + 1 }
      let isKnown = known.map { names in firsts.contains { names.contains(text($0)) } } ?? false
      if !isWrapped || isKnown { return Top(depth: depth, hasSplits: false) }
      depth += 1
    }
  }

  private static func role(of folder: FileNames.Parts, top: Top) -> Role? {
    let parts = folder.dropFirst(top.depth)
    guard let first = parts.first else { return nil }
    guard top.hasSplits else { return Role(split: .train, className: text(first)) }
    guard parts.count > 1, let split = DatasetPart(folder: text(first)) else { return nil }
    return Role(split: split, className: text(parts[parts.startIndex + 1]))
  }

  /// The classes in the order of their numbers.
  private static func ordered(
    _ found: Set<String>, known: [String]?, in name: String
  ) throws -> [String] {
    if let known {
      guard let other = found.subtracting(known).min() else { return known }
      throw DataError(
        .unsuitable, name,
        "\(quoted(other)) is none of the classes \(known.joined(separator: ", "))",
        advice: "move that folder away, or give the folder that holds the class folders")
    }
    return namesInOrder(found)
  }

  private static func noteOnOthers(_ files: FileNames) -> String {
    var counts: [String: Int] = [:]
    for file in 0..<files.count where !ImageFile.hasImageName(files.name(of: file)) {
      let name = files.name(of: file)
      let dot = name.lastIndex(of: UInt8(ascii: "."))
      counts[dot.map { text(name[$0...]).lowercased() } ?? "without ending", default: 0] += 1
    }
    let kinds = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
    let list = kinds.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    return "files other than JPEG and PNG images are left out: \(list)"
      + (counts.count > 5 ? ", …" : "")
  }

  private static func text(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
