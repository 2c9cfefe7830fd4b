// A caching allocator for tensors' elements: 64-byte aligned blocks, kept by size class for reuse.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// What the allocator did since the process began, in bytes and calls.
typedef struct {
  int64_t system_calls;    // how often memory was asked of the operating system
  int64_t reserved_bytes;  // held from the operating system now, in use or cached
  int64_t used_bytes;      // handed out now
} apus_memory_statistics;

/// The bytes a block of `bytes` really has: its size class.
size_t apus_block_size(size_t bytes);

/// A block of at least `bytes` bytes, aligned to 64, its contents undefined; NULL where there is no
/// memory.
void *apus_allocate(size_t bytes);

/// The same for a kernel's scratch: where there is no memory it says so on standard error and ends
/// the process.
void *apus_allocate_or_exit(size_t bytes);

/// Gives a block of `apus_allocate(bytes)` back to the cache. Any thread may do so.
void apus_deallocate(void *block, size_t bytes);

/// Returns all cached blocks to the operating system.
void apus_trim(void);

apus_memory_statistics apus_memory(void);
