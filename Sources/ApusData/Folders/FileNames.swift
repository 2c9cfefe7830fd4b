/// The names of many files, grouped by the folders that they lie in: some thirty bytes a file, so
/// that millions fit into little memory.
///
/// Names are bytes, as the system has them, not text: not every name is UTF-8.
struct FileNames: Sendable {
  /// A path below the root, as its parts.
  typealias Parts = [[UInt8]]

  /// The folders with files in them.
  private(set) var folders: [Parts] = []
  private var folderOf: [Int32] = []
  private var starts: [Int] = [0]
  private var names: [UInt8] = []

  /// The number of files.
  var count: Int { folderOf.count }

  /// Adds a folder, to which the files added next belong.
  mutating func addFolder(_ parts: Parts) { folders.append(parts) }

  /// Adds a file of the folder that was added last.
  mutating func addFile(_ name: some Collection<UInt8>) {
    folderOf.append(Int32(folders.count - 1))
    names.append(contentsOf: name)
    starts.append(names.count)
  }

  /// The number of the folder in which a file lies.
  func folder(of file: Int) -> Int { Int(folderOf[file]) }

  /// A file's name without folders.
  func name(of file: Int) -> ArraySlice<UInt8> { names[starts[file]..<starts[file + 1]] }

  /// A file's path below the root.
  func path(of file: Int) -> [UInt8] {
    var path = folders[folder(of: file)].joined(separator: [UInt8(ascii: "/")]).map { $0 }
    if !path.isEmpty { path.append(UInt8(ascii: "/")) }
    return path + name(of: file)
  }
}
