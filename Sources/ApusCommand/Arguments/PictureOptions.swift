import Apus
import ArgumentParser
import Foundation

/// What commands that draw several pictures let their user choose.
struct PictureOptions: ParsableArguments {
  @Option(name: .customLong("format"), help: "The form of the pictures: svg or png. (default: svg)")
  var givenFormat: PictureFormat?

  @OptionGroup var colours: ThemeOption

  /// The form of the pictures.
  var format: PictureFormat { givenFormat ?? .svg }

  /// Throws where the looks of pictures are given, but `option`, which draws them, is not.
  func checkUse(of option: String) throws {
    if givenFormat != nil { throw UsageError("--format is of pictures: give \(option), too") }
    if colours.name != nil { throw UsageError("--theme is of pictures: give \(option), too") }
  }
}

/// The colours of pictures.
struct ThemeOption: ParsableArguments {
  @Option(
    name: .customLong("theme"),
    help: "The colours: light, dark or print (greys). (default: light)")
  var name: String?

  /// The theme, where there is one of that name.
  func theme() throws -> Theme {
    guard let name else { return .light }
    guard let found = Theme.named(name) else {
      let names = Theme.all.map(\.name)
      throw UsageError("--theme \(name)\(suggestion(for: name, among: names))")
    }
    return found
  }
}

extension PictureFormat: ExpressibleByArgument {}

/// Finds out before long work whether a picture can be drawn and written to `path`.
func checkPicture(_ path: String, _ option: String) throws {
  guard let format = try? PictureFormat(of: path) else {
    throw UsageError("\(option) \(path): a picture's name must end in .svg or .png")
  }
  let folder = parentFolder(of: path)
  var isFolder: ObjCBool = false
  guard
    folder.isEmpty
      || (FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        && isFolder.boolValue)
  else { throw FileError(path, "there is no folder \(folder); make it or choose another place") }
  try format.check()
}
