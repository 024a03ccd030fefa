// zlib: deflateInit2 is a macro, which Swift does not see.
#include <stdint.h>
#include <string.h>
#include <zlib.h>

/// Compresses in gzip's format; 0 when there is no room.
static inline uint32_t czlib_gzip(unsigned char *input, uint32_t inputCount, unsigned char *output, uint32_t outputCount) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
  stream.next_in = input;
  stream.avail_in = inputCount;
  stream.next_out = output;
  stream.avail_out = outputCount;
  int result = deflate(&stream, Z_FINISH);
  deflateEnd(&stream);
  return result == Z_STREAM_END ? outputCount - stream.avail_out : 0;
}
