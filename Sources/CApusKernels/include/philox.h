// Philox4x32-10 (Salmon et al. 2011): random bits as a function of key and counter, without state.
//
// The key is the seed. The counter's low half counts blocks of four words, its high half is the
// stream, so every random tensor has a stream of its own and every part of it can be computed by
// any thread.
#pragma once
#include <stdint.h>

/// The four words of one block.
void apus_philox(uint64_t seed, uint64_t stream, uint64_t block, uint32_t words[4]);

/// Where in a stream the word stands that serves place `index` of a filled tensor.
///
/// Eight blocks make 32 places: word 0 and 1 of each block in turn, then word 2 and 3 of each: the
/// order in which vector registers hold them.
static inline uint64_t apus_philox_block(uint64_t index) {
  return (index >> 5 << 3) | ((index & 15) >> 1);
}
static inline int apus_philox_word(uint64_t index) {
  return (int)((index & 16) >> 3 | (index & 1));
}

/// Numbers in [low, high): 24 random bits each.
void apus_random_uniform_f32(uint64_t seed, uint64_t stream, double low, double high, int64_t n,
                             float *out);
/// Numbers in [low, high): 53 random bits each.
void apus_random_uniform_f64(uint64_t seed, uint64_t stream, double low, double high, int64_t n,
                             double *out);

/// Normally distributed numbers by Box and Muller's transform. With `bound` above 0, draws further
/// than `bound` standard deviations from the mean are drawn again.
void apus_random_normal_f32(uint64_t seed, uint64_t stream, double mean, double deviation,
                            double bound, int64_t n, float *out);
void apus_random_normal_f64(uint64_t seed, uint64_t stream, double mean, double deviation,
                            double bound, int64_t n, double *out);

/// Ones with the given probability (a multiple of 2⁻³²), else zeros.
void apus_random_bernoulli(uint64_t seed, uint64_t stream, double probability, int64_t n,
                           uint8_t *out);

/// Whole numbers from `low` to `low + count - 1`, each equally likely; `count` 0 stands for 2⁶⁴.
void apus_random_integers(uint64_t seed, uint64_t stream, int64_t low, uint64_t count, int64_t n,
                          int64_t *out);
