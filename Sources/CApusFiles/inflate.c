#include "inflate.h"
#include <stdlib.h>
#include "deflate.h"
#include <zlib.h>

struct apus_inflater {
  z_stream stream;
};

enum { GZIP_ONLY = 16 + MAX_WBITS, RAW = -MAX_WBITS };
static const size_t MOST = (size_t)1 << 30;  // zlib counts in unsigned int

static apus_inflater *create(int window_bits) {
  apus_inflater *inflater = calloc(1, sizeof *inflater);
  if (inflater && inflateInit2(&inflater->stream, window_bits) != Z_OK) {
    free(inflater);
    return NULL;
  }
  return inflater;
}

apus_inflater *apus_inflater_create(void) { return create(GZIP_ONLY); }

apus_inflater *apus_inflater_create_raw(void) { return create(RAW); }

apus_inflate_status apus_inflater_run(apus_inflater *inflater, const uint8_t *input,
                                      size_t *input_count, uint8_t *output, size_t *output_count) {
  z_stream *stream = &inflater->stream;
  uInt input_limit = (uInt)(*input_count < MOST ? *input_count : MOST);
  uInt output_limit = (uInt)(*output_count < MOST ? *output_count : MOST);
  stream->next_in = (Bytef *)input;
  stream->avail_in = input_limit;
  stream->next_out = output;
  stream->avail_out = output_limit;
  int result = inflate(stream, Z_NO_FLUSH);
  *input_count = input_limit - stream->avail_in;
  *output_count = output_limit - stream->avail_out;
  if (result == Z_STREAM_END) return APUS_INFLATE_END;
  return result == Z_OK || result == Z_BUF_ERROR ? APUS_INFLATE_MORE : APUS_INFLATE_BAD;
}

void apus_inflater_restart(apus_inflater *inflater) { inflateReset(&inflater->stream); }

void apus_inflater_destroy(apus_inflater *inflater) {
  if (!inflater) return;
  inflateEnd(&inflater->stream);
  free(inflater);
}
