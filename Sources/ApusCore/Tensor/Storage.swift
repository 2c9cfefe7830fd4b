import CApusKernels

/// The memory of one or more tensors, from the caching allocator, aligned to 64 bytes.
///
/// Sendable because it is written only while the tensor that owns it is being made, or by an
/// in-place update of a parameter that holds the only reference.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int

  /// Memory for `byteCount` bytes with undefined contents; traps where the system has none left.
  init(byteCount: Int) {
    guard let pointer = apus_allocate(byteCount) else {
      trap("out of memory: \(byteCount) bytes for a tensor")
    }
    self.pointer = pointer
    self.byteCount = byteCount
  }

  deinit { apus_deallocate(pointer, byteCount) }
}

/// What tensors' memory amounts to in this process.
public struct MemoryStatistics: Sendable, Equatable {
  /// How often memory was asked of the operating system since the process began.
  public let systemAllocations: Int
  /// Bytes held from the operating system, in use or cached for reuse.
  public let reservedBytes: Int
  /// Bytes in use by tensors.
  public let usedBytes: Int

  /// The figures now.
  public static var current: MemoryStatistics {
    let memory = apus_memory()
    return MemoryStatistics(
      systemAllocations: Int(memory.system_calls), reservedBytes: Int(memory.reserved_bytes),
      usedBytes: Int(memory.used_bytes))
  }

  /// Gives memory that is cached for reuse back to the operating system.
  public static func trim() { apus_trim() }
}
