import ApusFiles

extension ImageFile {
  /// The images below a folder: its own by the bytes of their names, then those of the folders in
  /// it.
  ///
  /// - Throws: ``DataError`` where it cannot be listed or holds no PNG or JPEG files.
  public static func files(below folder: String) throws -> [String] {
    let names = try FolderWalk(folder).files
    let root = folder.hasSuffix("/") ? folder : folder + "/"
    let paths = (0..<names.count).map { names.path(of: $0) }.filter { hasImageName($0[...]) }
    guard !paths.isEmpty else {
      throw DataError(
        .unsuitable, folder, "holds no images",
        advice: "name a folder of PNG or JPEG files, or the files themselves")
    }
    return paths.map { root + String(decoding: $0, as: UTF8.self) }
  }
}
