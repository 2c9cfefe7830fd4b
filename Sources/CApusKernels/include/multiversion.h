// Compiles a function once for each x86-64 level; the loader takes the best that the processor has.
#pragma once
#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#define APUS_MULTIVERSION                                                                          \
  __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define APUS_MULTIVERSION
#endif
