#ifndef SEGUE_LANES_H
#define SEGUE_LANES_H

#include <stdint.h>

// A fused multiply-add rounds once where two steps round twice: left to the compiler, machines that
// have it would give other bits than machines that do not. Where it is asked for by name it rounds
// once everywhere; a machine without it takes steps in software, slowly.
#pragma clang fp contract(off)

#define LANES 8

typedef double lanes __attribute__((vector_size(64)));
typedef int64_t lane_mask __attribute__((vector_size(64)));
typedef int32_t lane_labels __attribute__((vector_size(32)));

// One copy of a loop per level of the processor, chosen when the program is loaded. Names of levels
// rather than of processors: a name of one maker's processor is never chosen on another maker's.
// Where the name is defined beforehand there is one copy, of the level that the compiler is told:
// so the tests compare them.
#if defined(EVERY_WIDTH)
#elif defined(__x86_64__) && defined(__ELF__)
#define EVERY_WIDTH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EVERY_WIDTH
#endif

#define INLINE static inline __attribute__((always_inline))

// A macro, because a vector that is passed by value would tie the caller to one width.
#define CHOOSE(mask, yes, no) ((lanes)(((mask) & (lane_mask)(yes)) | (~(mask) & (lane_mask)(no))))
/// a b + c, rounded once.
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define SPREAD(value) ((lanes){0} + (value))

/// The sum of eight lanes, halves first: always the same tree.
#define SUM_LANES(v)                                                                               \
  ((((v)[0] + (v)[4]) + ((v)[2] + (v)[6])) + (((v)[1] + (v)[5]) + ((v)[3] + (v)[7])))

/// Calls a body with the number of columns as a constant where it is small, so that the loop over
/// columns is unrolled and the coordinates stay in registers.
#define BY_COLUMNS(d, CALL)                                                                        \
  switch (d) {                                                                                     \
  case 1: CALL(1); break;                                                                          \
  case 2: CALL(2); break;                                                                          \
  case 3: CALL(3); break;                                                                          \
  case 4: CALL(4); break;                                                                          \
  case 5: CALL(5); break;                                                                          \
  case 6: CALL(6); break;                                                                          \
  case 8: CALL(8); break;                                                                          \
  case 16: CALL(16); break;                                                                        \
  default: CALL(d); break;                                                                         \
  }

#endif
