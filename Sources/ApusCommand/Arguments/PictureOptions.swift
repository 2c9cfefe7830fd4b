import Apus
import ArgumentParser
import Foundation

/// What commands that draw several pictures let their user choose.
struct PictureOptions: ParsableArguments {
  @Option(help: "The form of the pictures: svg or png.")
  var format = PictureFormat.svg

  @OptionGroup var colours: ThemeOption
}

/// The colours of pictures.
struct ThemeOption: ParsableArguments {
  @Option(name: .customLong("theme"), help: "The colours: light, dark or print (greys).")
  var name = Theme.light.name

  /// The theme, where there is one of that name.
  func theme() throws -> Theme {
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
