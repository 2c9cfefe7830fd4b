import Foundation

/// `runs/<time>-<recipe>`, with a number behind it where that is taken.
func defaultFolder(for name: String, in folder: String = "runs") -> String {
  let format = DateFormatter()
  format.locale = Locale(identifier: "en_US_POSIX")
  format.dateFormat = "yyyyMMdd-HHmmss"
  let base = "\(folder)/\(format.string(from: Date()))-\(name)"
  var path = base
  var number = 2
  while FileManager.default.fileExists(atPath: path) {
    path = "\(base)-\(number)"
    number += 1
  }
  return path
}
