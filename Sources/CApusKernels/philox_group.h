// Eight Philox blocks at a time, one a 64-bit lane.
#pragma once
#include <stdint.h>

typedef uint64_t u64x8 __attribute__((vector_size(64)));
typedef uint32_t u32x16 __attribute__((vector_size(64)));

enum { GROUP_BLOCKS = 8, GROUP_WORDS = 32 };

// Each lane's low half holds a counter word; the high half collects rubbish, which no
// multiplication reads. `words[0]` receives words 0 and 1 of the blocks in turn, `words[1]` words 2
// and 3.
static inline __attribute__((always_inline)) void philox_group(
    uint64_t seed, uint64_t stream, uint64_t group, u32x16 words[2]) {
  const uint64_t low = 0xFFFFFFFFu;
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  u64x8 c0 = group * GROUP_BLOCKS + (u64x8){0, 1, 2, 3, 4, 5, 6, 7};
  u64x8 c1 = c0 >> 32, c2 = (u64x8){} + stream, c3 = (u64x8){} + (stream >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    u64x8 p0 = (c0 & low) * 0xD2511F53u, p1 = (c2 & low) * 0xCD9E8D57u;
    c0 = (p1 >> 32) ^ c1 ^ k0;
    c1 = p1;
    c2 = (p0 >> 32) ^ c3 ^ k1;
    c3 = p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words[0] = (u32x16)((c0 & low) | (c1 << 32));
  words[1] = (u32x16)((c2 & low) | (c3 << 32));
}
