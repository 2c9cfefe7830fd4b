// Streaming decompression of gzip; wraps zlib, whose entry points are macros that Swift cannot
// call.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct apus_inflater apus_inflater;

typedef enum {
  APUS_INFLATE_MORE = 0,  // input used up or output full
  APUS_INFLATE_END = 1,   // the member ended and its checksum and length agree
  APUS_INFLATE_BAD = 2,   // not gzip, or corrupt
} apus_inflate_status;

/// A decompressor at the start of a gzip member; NULL where there is no memory.
apus_inflater *apus_inflater_create(void);

/// Decompresses from `input` to `output`; on return the counts say how much of each was used.
apus_inflate_status apus_inflater_run(apus_inflater *inflater, const uint8_t *input,
                                      size_t *input_count, uint8_t *output, size_t *output_count);

/// Goes back to the start, for the next member of the same file.
void apus_inflater_restart(apus_inflater *inflater);

void apus_inflater_destroy(apus_inflater *inflater);
