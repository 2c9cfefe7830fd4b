import ArgumentParser
import Foundation

/// The values among arguments of which some may begin with `-`, as `-1.3,0.4` and files' names do:
/// all but the `--` that ends options.
///
/// A command takes them by `@Argument(parsing: .allUnrecognized)` and calls ``checkOptions(_:)``
/// before.
func values(of arguments: [String]) -> [String] { arguments.filter { $0 != "--" } }

/// Throws where such an argument is an option that the command does not have: it is no number, and
/// no file has that name.
func checkOptions(_ arguments: [String]) throws {
  for argument in values(of: arguments) where argument.hasPrefix("-") && argument != "-" {
    let isNumber = argument.dropFirst().first.map { $0.isNumber || $0 == "." } ?? false
    let words = argument.dropFirst().lowercased()
    guard !isNumber, !["inf", "nan"].contains(where: words.hasPrefix),
      !FileManager.default.fileExists(atPath: argument)
    else { continue }
    throw ValidationError("Unknown option '\(argument.prefix { $0 != "=" })'")
  }
}
