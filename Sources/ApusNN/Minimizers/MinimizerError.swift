import ApusCore
import Foundation

/// A matrix that a minimizer stores would be larger than it may be.
public struct MinimizerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes it needs; `Int.max` where they are more.
  public let bytes: Int
  /// The limit.
  public let memoryLimit: Int
  /// One line that says what to do.
  public let description: String

  /// Throws where `rows` · `columns` numbers of float64 are more than `memoryLimit` bytes.
  static func check(
    _ method: String, rows: Int, columns: Int, memoryLimit: Int, instead: String
  ) throws {
    let (count, tooMany) = rows.multipliedReportingOverflow(by: columns)
    let (bytes, tooLarge) = count.multipliedReportingOverflow(by: 8)
    guard tooMany || tooLarge || bytes > memoryLimit else { return }
    throw MinimizerError(
      bytes: tooMany || tooLarge ? .max : bytes, memoryLimit: memoryLimit,
      description:
        """
        \(method): a matrix of \(rows) × \(columns) needs \
        \(gigabytes(Double(rows) * Double(columns) * 8)), 
        """
          + "the memoryLimit is \(gigabytes(Double(memoryLimit))); raise it or use \(instead)")
  }

  private static func gigabytes(_ bytes: Double) -> String {
    let tenths = (bytes / 0x1p30 * 10).rounded()
    return tenths >= 1 ? "\(tenths / 10) GiB" : "\(bytes / 0x1p20) MiB"
  }
}

/// What a matrix of a minimizer may take by default: three eighths of the machine's memory, so that
/// the matrix and its factor leave a quarter free. A machine of 64 GiB takes 56,000 parameters, one
/// of 200 GiB 100,000.
public let minimizerMemoryLimit = machineMemory / 8 * 3
