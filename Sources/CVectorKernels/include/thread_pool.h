#ifndef CHAINRULE_THREAD_POOL_H
#define CHAINRULE_THREAD_POOL_H

/// Calls `body(part, parts, context)` for every part of 0 ..< parts, each on a thread of its own, and returns
/// when all are done. The threads are those of the OpenMP runtime if there is one, which oneDNN also uses: two
/// pools whose threads spin would fight for the cores.
void cvk_parallel(int parts, void (*body)(int part, int parts, void *context), void *context);

/// Tells the OpenMP runtime how many threads regions entered from the calling thread shall have.
void cvk_set_thread_count(int threads);

#endif
