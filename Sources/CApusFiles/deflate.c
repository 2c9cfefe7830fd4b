#include "deflate.h"
#include <string.h>
#include <zlib.h>

// zlib counts in unsigned int and unsigned long: long input is handed over in pieces.
static const size_t PIECE = (size_t)1 << 30;

static uInt piece(size_t left) { return (uInt)(left < PIECE ? left : PIECE); }

size_t apus_deflate_bound(size_t count) {
  // deflateBound's own figure for the default settings, in full width.
  return count + (count >> 12) + (count >> 14) + (count >> 25) + 64;
}

int apus_deflate_raw(const uint8_t *input, size_t count, uint8_t *output, size_t *output_count) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    return -1;
  size_t taken = 0, made = 0;
  int result = Z_OK;
  while (result == Z_OK) {
    uInt in = piece(count - taken), out = piece(*output_count - made);
    stream.next_in = (Bytef *)input + taken;
    stream.avail_in = in;
    stream.next_out = output + made;
    stream.avail_out = out;
    result = deflate(&stream, taken + in == count ? Z_FINISH : Z_NO_FLUSH);
    taken += in - stream.avail_in;
    made += out - stream.avail_out;
  }
  deflateEnd(&stream);
  *output_count = made;
  return result == Z_STREAM_END ? 0 : -1;
}

uint32_t apus_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  uLong sum = crc;
  for (size_t done = 0; done < count; done += piece(count - done))
    sum = crc32(sum, bytes + done, piece(count - done));
  return (uint32_t)sum;
}
