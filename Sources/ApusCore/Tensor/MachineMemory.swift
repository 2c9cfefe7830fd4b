import Foundation

/// The bytes that this process may take at most: the machine's memory, or less where a container's
/// control group (cgroup version 2 or 1) sets a limit.
package let machineMemory: Int = smallestLimit(
  of: Int(clamping: ProcessInfo.processInfo.physicalMemory),
  [
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
  ].map { try? String(contentsOfFile: $0, encoding: .utf8) })

/// The least of a number of bytes and of what control groups' files say: a number, or `max`.
func smallestLimit(of bytes: Int, _ texts: [String?]) -> Int {
  texts.compactMap { $0.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) } }
    .filter { $0 > 0 }.reduce(bytes, min)
}
