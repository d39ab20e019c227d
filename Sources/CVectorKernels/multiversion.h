#ifndef CHAINRULE_MULTIVERSION_H
#define CHAINRULE_MULTIVERSION_H

/// Compiles a function once for each generation of x86 vector units; the loader picks the one that runs.
#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#define CVK_MULTIVERSION __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
/// Whether the version that runs has registers for whole vectors of 16 floats, and 32 of them.
#define CVK_HAS_WIDE_REGISTERS (__builtin_cpu_supports("x86-64-v4") != 0)
#else
#define CVK_MULTIVERSION
#define CVK_HAS_WIDE_REGISTERS 0
#endif

/// A helper of multiversioned functions, which must become part of each version.
#define CVK_INLINE static inline __attribute__((always_inline))

/// The next loop's turns are independent, although it may write where it reads. They are not interleaved:
/// loops of few elements would then run one by one, and the processor overlaps turns by itself.
#if defined(__clang__)
#define CVK_VECTOR_LOOP _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")
#else
#define CVK_VECTOR_LOOP _Pragma("GCC ivdep")
#endif

#endif
