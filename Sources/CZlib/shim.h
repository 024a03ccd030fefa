// zlib: deflateInit2 and inflateInit2 are macros, which Swift does not see.
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

/// Unpacks what gzip has packed; 1 only when it is whole, has the right checksum, and fills `output` to the last byte.
static inline int czlib_gunzip(const unsigned char *input, uint32_t inputCount, unsigned char *output, uint32_t outputCount) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return 0;
  stream.next_in = (unsigned char *)input;
  stream.avail_in = inputCount;
  stream.next_out = output;
  stream.avail_out = outputCount;
  int result = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  return result == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
}
