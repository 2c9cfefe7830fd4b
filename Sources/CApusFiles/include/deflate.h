// Deflate and CRC-32 in memory, as zip archives hold them; wraps zlib, whose entry points are
// macros that Swift cannot call.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "inflate.h"

/// A decompressor of bare deflate data, without gzip's header and checksum; NULL where there is no
/// memory.
apus_inflater *apus_inflater_create_raw(void);

/// The most bytes that `count` compress to.
size_t apus_deflate_bound(size_t count);

/// Compresses `count` bytes to bare deflate data in `output`, which holds `*output_count`; sets
/// that to the size. Returns 0, or -1 where there is no memory or `output` is too small.
int apus_deflate_raw(const uint8_t *input, size_t count, uint8_t *output, size_t *output_count);

/// The CRC-32 of zip and gzip, going on from `crc`; 0 begins.
uint32_t apus_crc32(uint32_t crc, const uint8_t *bytes, size_t count);
