#include "chunks.h"

#include "thread_pool.h"

/// What a chunk must have to do: about 4 microseconds, which is some times what it costs to hand it over.
#define CVK_WORK_OF_A_CHUNK 65536
/// Reading an element and doing the usual few operations with it takes as long as so many additions.
#define CVK_WORK_OF_AN_ELEMENT 8

int cvk_chunk_count(int64_t units, int64_t work) {
    // Powers of two are shared evenly by two, four, eight threads.
    int chunks = 1;
    while (chunks < CVK_MOST_CHUNKS && work / CVK_WORK_OF_A_CHUNK >= 2 * chunks) { chunks *= 2; }
    return (int)cvk_max(1, cvk_min(chunks, units));
}

typedef struct {
    int64_t units;
    int chunks;
    void (*body)(int64_t begin, int64_t end, void *context);
    void *context;
} cvk_chunk_task;

static void cvk_run_chunk(int chunk, int worker, void *context) {
    (void)worker;
    const cvk_chunk_task *task = context;
    task->body(
        cvk_start(task->units, chunk, task->chunks), cvk_start(task->units, chunk + 1, task->chunks),
        task->context);
}

void cvk_for_chunks(
    int64_t units, int64_t elements, void (*body)(int64_t begin, int64_t end, void *context), void *context) {
    int chunks = cvk_chunk_count(units, elements * CVK_WORK_OF_AN_ELEMENT);
    cvk_chunk_task task = {units, chunks, body, context};
    ctp_run(chunks, cvk_run_chunk, &task);
}
