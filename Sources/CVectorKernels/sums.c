#include "sums.h"

#include "chunks.h"

/// Floats that are added at once: they stay in the nearest cache while one array after the other is added.
#define CVK_SUM_BLOCK 2048

typedef struct {
    int arrays;
    int64_t step, count;
    const float *source;
    float *target;
} cvk_sums_task;

CVK_MULTIVERSION static void cvk_sum_blocks(int64_t first, int64_t end, void *context) {
    const cvk_sums_task *task = context;
    for (int64_t block = first; block < end; block++) {
        int64_t begin = block * CVK_SUM_BLOCK, count = cvk_min(CVK_SUM_BLOCK, task->count - begin);
        const float *source = task->source + begin;
        float *target = task->target + begin;
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { target[i] = source[i] + source[task->step + i]; }
        for (int array = 2; array < task->arrays; array++) {
            const float *next = source + array * task->step;
            CVK_VECTOR_LOOP
            for (int64_t i = 0; i < count; i++) { target[i] += next[i]; }
        }
    }
}

void cvk_sum_arrays(int arrays, int64_t step, int64_t count, const float *source, float *target) {
    cvk_sums_task task = {arrays, step, count, source, target};
    int64_t blocks = (count + CVK_SUM_BLOCK - 1) / CVK_SUM_BLOCK;
    cvk_for_chunks(blocks, count * arrays, cvk_sum_blocks, &task);
}
