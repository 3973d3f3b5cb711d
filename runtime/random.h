/* random: a task's own stream of random numbers, drawn by counting (SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", 2014), so that the n-th number of a stream is the same in every engine. */
#ifndef RUNTIME_RANDOM_H
#define RUNTIME_RANDOM_H

#include <stdint.h>

static inline uint64_t random_mix(uint64_t z)
{
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* The n-th number of the stream that begins from `seed`. */
static inline uint64_t random_at(uint64_t seed, uint64_t n)
{
    return random_mix(seed + n * UINT64_C(0x9e3779b97f4a7c15));
}

/* A number below `limit` made from 64 random bits, each as likely as the next but for one part in 2^64 / limit. */
static inline uint64_t random_below(uint64_t bits, uint64_t limit)
{
    return (uint64_t)((unsigned __int128)bits * limit >> 64);
}

#endif
