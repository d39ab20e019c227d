#include "matmul.h"
#include "pieces.h"
#include "thread_pool.h"
#include "vector_loop.h"

#if CDN_HEADERS_VERSION != 0

#include <stdatomic.h>
#include <stdlib.h>

/// The result's elements in a piece: they stay in the second-level cache between the product and the loop.
#define MOST_ELEMENTS (1 << 17)
#define FEWEST_ROWS 16

struct cdn_product_loop {
    cdn_operation *product;
    cdn_array result;
    cdn_cut cut;
    /// Of a piece's part of the result.
    size_t part_bytes;
    const cvk_loop *loop;
    int load;
    /// How many the product has but for its result, and the loop.
    int product_pointers, loop_pointers;
};

/// Pieces are whole rows, so the loop goes through each without a break: rows of 500 elements by themselves took a quarter
/// longer than the product and the loop one after the other, whole ones 5 to 25 % less.
static cdn_cut small_enough(cdn_cut cut, const cdn_array *result) {
    int64_t rows = result->sizes[0], elements = rows * result->sizes[1];
    while (rows >= 2 * FEWEST_ROWS * cut.pieces
           && elements > (int64_t)MOST_ELEMENTS * cut.pieces) {
        cut.pieces *= 2;
    }
    return cut;
}

cdn_product_loop *cdn_make_product_loop(
    const cdn_array *left, const cdn_array *right, const cdn_array *bias, const cdn_array *result,
    const cvk_loop *loop, int load) {
    cdn_product product = cdn_product_of(left, right, bias, result, false);
    const cdn_array *matrix = &product.arrays[2];
    cdn_cut cut = cdn_best_cut(&product);
    // Other pieces would cost more than is saved.
    if (matrix->rank != 2 || cut.axis != 0) return NULL;
    cdn_product_loop *fused = calloc(1, sizeof *fused);
    if (!fused) return NULL;
    fused->result = *matrix;
    fused->cut = small_enough(cut, matrix);
    for (int i = 0; i < fused->cut.pieces; i++) {
        int64_t rows = cdn_range_of_piece(matrix, fused->cut, i).count;
        size_t bytes = cdn_whole_lines(sizeof(float) * (size_t)(rows * matrix->sizes[1]));
        if (bytes > fused->part_bytes) fused->part_bytes = bytes;
    }
    fused->product = cdn_cut_product(&product, fused->cut, true);
    fused->loop = loop;
    fused->load = load;
    fused->product_pointers = bias ? 3 : 2;
    fused->loop_pointers = loop->load_count + loop->store_count;
    if (fused->product) return fused;
    free(fused);
    return NULL;
}

/// The scratchpad begins with what the loop needs; the workers' parts of the result and the product's scratchpad follow.
static size_t loop_bytes(const cdn_product_loop *fused) {
    return cdn_whole_lines(cvk_ranges_workspace(fused->loop, fused->product->worker_count));
}

size_t cdn_product_loop_scratchpad_bytes(const cdn_product_loop *fused) {
    return loop_bytes(fused) + fused->part_bytes * (size_t)fused->product->worker_count
        + cdn_scratchpad_bytes(fused->product);
}

const char *cdn_product_loop_implementation(const cdn_product_loop *fused) {
    return cdn_implementation(fused->product);
}

typedef struct {
    const cdn_product_loop *fused;
    void *const *pointers;
    char *scratchpad, *parts, *product_scratchpad;
    _Atomic int status;
} job;

static void run_piece(int number, int worker, void *context) {
    job *job = context;
    const cdn_product_loop *fused = job->fused;
    cdn_use_one_thread();
    float *part = (float *)(job->parts + fused->part_bytes * (size_t)worker);
    void *pointers[CDN_MAX_ARGUMENTS + 1];
    for (int i = 0; i < fused->product_pointers; i++) pointers[i] = job->pointers[i];
    pointers[fused->product_pointers] = part;
    pointers[fused->product_pointers + 1] = job->product_scratchpad;
    int status = cdn_run_piece(fused->product, number, worker, pointers);
    if (status != dnnl_success) {
        atomic_store(&job->status, status);
        return;
    }
    cdn_range rows = cdn_range_of_piece(&fused->result, fused->cut, number);
    int64_t row = fused->result.sizes[1];
    cvk_run_range(job->scratchpad, worker, rows.begin * row, (rows.begin + rows.count) * row, part);
}

int cdn_run_product_loop(cdn_product_loop *fused, void *const *pointers) {
    int workers = fused->product->worker_count;
    if (ctp_thread_count() > workers) return dnnl_invalid_arguments;
    void *loop_pointers[2 * CVK_MAX_OPERANDS];
    int next = fused->product_pointers;
    for (int i = 0; i < fused->loop_pointers; i++) loop_pointers[i] = i == fused->load ? NULL : pointers[next++];
    job job = {.fused = fused, .pointers = pointers, .scratchpad = pointers[next]};
    job.parts = job.scratchpad + loop_bytes(fused);
    job.product_scratchpad = job.parts + fused->part_bytes * (size_t)workers;
    cvk_begin_ranges(fused->loop, fused->load, loop_pointers, workers, job.scratchpad);
    ctp_run(fused->cut.pieces, run_piece, &job);
    return job.status;
}

void cdn_free_product_loop(cdn_product_loop *fused) {
    if (!fused) return;
    cdn_free(fused->product);
    free(fused);
}

#endif
