import Foundation

/// What stands before the last slash of `path`: "a" of "a/b", "/" of "/q", nothing of "q", which is
/// in the working folder.
///
/// Slashes at the end do not count: "a/b/" is in "a". As `NSString.deletingLastPathComponent`,
/// which traps on names of one character on Linux.
package func parentFolder(of path: String) -> String {
  var rest = path.utf8[...]
  func dropSlashes() { while rest.count > 1, rest.last == UInt8(ascii: "/") { rest.removeLast() } }
  dropSlashes()
  if rest.elementsEqual("/".utf8) { return "/" }
  guard let slash = rest.lastIndex(of: UInt8(ascii: "/")) else { return "" }
  rest = rest[...slash]
  dropSlashes()
  return String(rest) ?? ""
}

/// `path` without empty parts, "." and "..", whatever is on the disk; relative paths are from
/// `folder`, which is not.
package func plainPath(_ path: String, from folder: String) -> String {
  let whole = path.hasPrefix("/") ? path : folder + "/" + path
  var parts: [Substring] = []
  for part in whole.split(separator: "/") where part != "." {
    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
  }
  return "/" + parts.joined(separator: "/")
}

/// `path` with the user's home folder, which `HOME` names, where it begins with `~/`, and that of
/// another user where it begins with `~name/`, as a shell reads it; a folder that is called `~` is
/// `./~`.
package func withHomeFolder(_ path: String) -> String {
  guard path.hasPrefix("~") else { return path }
  if path == "~" || path.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"],
    !home.isEmpty
  {
    return home + path.dropFirst()
  }
  return (path as NSString).expandingTildeInPath
}

/// The one path from the root, without links, of what is at `path`.
package func pathWithoutLinks(_ path: String) -> String {
  guard let found = realpath(path, nil) else {
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }
  defer { free(found) }
  return String(cString: found)
}
