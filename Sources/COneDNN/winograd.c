#include "winograd.h"

#include "operation.h"
#include "pieces.h"

#if CDN_HEADERS_VERSION != 0

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "thread_pool.h"

/// Rows of a weight's points, or of its gradient's, that are computed at once.
#define ROWS_OF_WEIGHT 8
/// Tiles whose points stay in a core's cache while a weight gradient adds up their products.
#define TILES_OF_PRODUCT 64

typedef enum { FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT } kind;

struct cdn_winograd {
    kind kind;
    bool has_bias, accumulates;
    /// Of what is read in tiles with a margin, and of what is read or written in tiles without.
    cvk_tiles source, target;
    /// The channels of a group, each of which is a convolution of its own.
    int64_t groups;
    cvk_filter_weight weight;
    int64_t tile_count;
    /// How many chunks share a group's tiles, and the most tiles whose points a thread has at once.
    int chunks;
    int64_t block;
    /// The product of the points, and the one that adds to what is there.
    cdn_operation *product, *sum;
    /// The scratchpad has the points of the groups' weights, or those of every chunk's part of their gradients; then each
    /// worker's.
    size_t weight_bytes, source_bytes, target_bytes;
    int worker_count;
};

/// An array [points, rows, columns].
static cdn_array points_array(int64_t points, int64_t rows, int64_t columns) {
    return (cdn_array){.rank = 3, .sizes = {points, rows, columns}, .strides = {rows * columns, columns, 1}};
}

static cvk_tiles tiles_of(const cdn_winograd_shape *shape, int64_t height, int64_t width, int64_t channels) {
    return (cvk_tiles){
        .filter = {shape->m, shape->r}, .height = height, .width = width, .channels = channels / shape->groups,
        .pixel_step = channels};
}

static size_t points_bytes(const cdn_winograd *winograd, int64_t rows, int64_t columns) {
    return cdn_whole_lines(sizeof(float) * (size_t)(cvk_filter_points(winograd->weight.filter) * rows * columns));
}

static int64_t rounded_up(int64_t number, int64_t unit) { return (number + unit - 1) / unit * unit; }

/// Into how many chunks the tiles are cut, and how many are in a block.
static void cut(cdn_winograd *winograd, int64_t operations_of_tile) {
    int64_t most = cdn_smaller(CDN_MAX_PIECES, winograd->tile_count * operations_of_tile / CDN_OPERATIONS_OF_PIECE);
    if (winograd->kind == WEIGHT_GRADIENT) {
        // Every chunk has a gradient of its own.
        most = cdn_smaller(most, winograd->tile_count / (2 * TILES_OF_PRODUCT));
        winograd->chunks = (int)(most < 2 ? 1 : most >= 8 ? 8 : most / 2 * 2);
        winograd->block = cdn_smaller(TILES_OF_PRODUCT, rounded_up(winograd->tile_count, 16));
        return;
    }
    // Few tiles read the whole weight for little work, so a block is not short unless there are few in all. Odd, so that
    // equal rows of a tile's points do not compete for the same cache lines.
    int64_t wanted = winograd->tile_count / (most < 4 ? most < 1 ? 1 : most : 4);
    winograd->block = cdn_smaller(cdn_smaller(wanted < 16 ? 16 : wanted, TILES_OF_PRODUCT) | 1, winograd->tile_count);
    winograd->chunks = (int)((winograd->tile_count + winograd->block - 1) / winograd->block);
}

static cdn_winograd *make(const cdn_winograd_shape *shape, kind kind, bool has_bias, bool accumulates) {
    if (!cdn_is_available()) return NULL;
    cdn_winograd *winograd = calloc(1, sizeof *winograd);
    if (!winograd) return NULL;
    int64_t margin = 2 * shape->padding - shape->r + 1;
    int64_t height = shape->height + margin, width = shape->width + margin;
    winograd->kind = kind;
    winograd->has_bias = has_bias;
    winograd->accumulates = accumulates;
    winograd->worker_count = ctp_thread_count();
    winograd->groups = shape->groups;
    winograd->weight = (cvk_filter_weight){
        {shape->m, shape->r}, shape->outputs / shape->groups, shape->inputs / shape->groups};
    winograd->source = tiles_of(shape, shape->height, shape->width, shape->inputs);
    winograd->target = tiles_of(shape, height, width, shape->outputs);
    winograd->source.padding = shape->padding;
    if (kind == INPUT_GRADIENT) {
        cvk_tiles images = winograd->source;
        winograd->source = winograd->target;
        winograd->target = images;
        winograd->source.padding = shape->r - 1 - shape->padding;
    }
    cvk_tiles *source = &winograd->source, *target = &winograd->target;
    source->tile_rows = target->tile_rows = rounded_up(target->height, shape->m) / shape->m;
    source->tile_columns = target->tile_columns = rounded_up(target->width, shape->m) / shape->m;
    winograd->tile_count = shape->images * target->tile_rows * target->tile_columns;

    int64_t points = cvk_filter_points(winograd->weight.filter);
    cut(winograd, 2 * points * winograd->weight.inputs * winograd->weight.outputs);
    int64_t block = winograd->block;
    winograd->source_bytes = points_bytes(winograd, block, source->channels);
    winograd->target_bytes = points_bytes(winograd, block, target->channels);
    winograd->weight_bytes = points_bytes(winograd, winograd->weight.inputs, winograd->weight.outputs);
    bool is_gradient = kind == WEIGHT_GRADIENT;
    cdn_array left = is_gradient ? points_array(points, source->channels, block)
                                 : points_array(points, block, source->channels);
    cdn_array right = is_gradient ? points_array(points, block, target->channels)
                                  : points_array(points, source->channels, target->channels);
    cdn_array result = points_array(points, is_gradient ? source->channels : block, target->channels);
    winograd->product = cdn_uncut_matmul(&left, &right, &result, false);
    winograd->sum = is_gradient ? cdn_uncut_matmul(&left, &right, &result, true) : NULL;
    if (winograd->product && (winograd->sum || !is_gradient)) return winograd;
    cdn_free_winograd(winograd);
    return NULL;
}

cdn_winograd *cdn_winograd_forward(const cdn_winograd_shape *shape, bool has_bias, bool accumulates) {
    return make(shape, FORWARD, has_bias, accumulates);
}

cdn_winograd *cdn_winograd_input_gradient(const cdn_winograd_shape *shape) {
    return make(shape, INPUT_GRADIENT, false, false);
}

cdn_winograd *cdn_winograd_weight_gradient(const cdn_winograd_shape *shape) {
    return make(shape, WEIGHT_GRADIENT, false, false);
}

static size_t product_bytes(const cdn_winograd *winograd) {
    size_t product = cdn_scratchpad_bytes(winograd->product);
    size_t sum = winograd->sum ? cdn_scratchpad_bytes(winograd->sum) : 0;
    return cdn_whole_lines(product > sum ? product : sum);
}

static size_t shared_bytes(const cdn_winograd *winograd) {
    int64_t parts = winograd->groups * (winograd->kind == WEIGHT_GRADIENT ? winograd->chunks : 1);
    return winograd->weight_bytes * (size_t)parts + product_bytes(winograd);
}

size_t cdn_winograd_scratchpad_bytes(const cdn_winograd *winograd) {
    return shared_bytes(winograd)
        + (winograd->source_bytes + winograd->target_bytes) * (size_t)winograd->worker_count;
}

const char *cdn_winograd_implementation(const cdn_winograd *winograd) {
    return cdn_implementation(winograd->product);
}

/// A run with its pointers; all points begin at the scratchpad's places.
typedef struct {
    const cdn_winograd *winograd;
    void *const *pointers;
    /// Of the products, of the weight, and of the first worker.
    char *product_scratchpad, *weight, *workers;
    _Atomic int status;
} job;

static void multiply(job *job, const cdn_operation *product, int worker, void *left, void *right, void *result) {
    void *pointers[] = {left, right, result, job->product_scratchpad};
    int status = cdn_run_piece(product, worker, worker, pointers);
    if (status != dnnl_success) atomic_store(&job->status, status);
}

static int64_t weight_rows(const cdn_winograd *winograd) {
    return winograd->kind == INPUT_GRADIENT ? winograd->weight.outputs : winograd->weight.inputs;
}

/// Of a group.
static int weight_chunks(const cdn_winograd *winograd) {
    return (int)((weight_rows(winograd) + ROWS_OF_WEIGHT - 1) / ROWS_OF_WEIGHT);
}

/// What a chunk of the job does: chunk `number` of a group, whose channels begin at these places.
typedef struct {
    int number;
    const float *source;
    float *target, *weight;
    const float *bias;
    /// The group's weight points, or those of the first part of their gradient.
    char *weight_points;
} share;

static share share_of(const job *job, int chunk, int chunks_of_group) {
    const cdn_winograd *winograd = job->winograd;
    void *const *pointers = job->pointers;
    int64_t group = chunk / chunks_of_group;
    bool is_gradient = winograd->kind == WEIGHT_GRADIENT;
    int64_t taps = winograd->weight.filter.r * winograd->weight.filter.r;
    float *target = pointers[is_gradient ? 1 : winograd->has_bias ? 3 : 2];
    float *weight = pointers[is_gradient ? 2 : 1];
    const float *bias = winograd->has_bias ? pointers[2] : NULL;
    return (share){
        .number = chunk % chunks_of_group,
        .source = (const float *)pointers[0] + group * winograd->source.channels,
        .target = target + group * winograd->target.channels,
        .weight = weight + group * winograd->weight.outputs * winograd->weight.inputs * taps,
        .bias = bias ? bias + group * winograd->target.channels : NULL,
        .weight_points = job->weight
            + winograd->weight_bytes * (size_t)(group * (is_gradient ? winograd->chunks : 1)),
    };
}

/// A worker's points of tiles of the source and of the target.
static char *source_points(const job *job, int worker) {
    return job->workers + (job->winograd->source_bytes + job->winograd->target_bytes) * (size_t)worker;
}

static char *target_points(const job *job, int worker) {
    return source_points(job, worker) + job->winograd->source_bytes;
}

static void transform_weight(int chunk, int worker, void *context) {
    (void)worker;
    job *job = context;
    const cdn_winograd *winograd = job->winograd;
    share share = share_of(job, chunk, weight_chunks(winograd));
    int64_t first = (int64_t)share.number * ROWS_OF_WEIGHT;
    int64_t count = cdn_smaller(ROWS_OF_WEIGHT, weight_rows(winograd) - first);
    float *points = (float *)share.weight_points;
    if (winograd->kind == INPUT_GRADIENT) {
        cvk_winograd_turned_weight_points(&winograd->weight, first, count, share.weight, points);
    } else {
        cvk_winograd_weight_points(&winograd->weight, first, count, share.weight, points);
    }
}

static void convolve(int chunk, int worker, void *context) {
    job *job = context;
    const cdn_winograd *winograd = job->winograd;
    cdn_use_one_thread();
    share share = share_of(job, chunk, winograd->chunks);
    int64_t block = winograd->block, first = share.number * block;
    int64_t count = cdn_smaller(block, winograd->tile_count - first);
    char *source = source_points(job, worker), *target = target_points(job, worker);
    cvk_winograd_input(&winograd->source, first, count, block, share.source, (float *)source);
    multiply(job, winograd->product, worker, source, share.weight_points, target);
    cvk_winograd_output(
        &winograd->target, first, count, block, (const float *)target, share.bias, winograd->accumulates,
        share.target);
}

static void add_up(int chunk, int worker, void *context) {
    job *job = context;
    const cdn_winograd *winograd = job->winograd;
    cdn_use_one_thread();
    share share = share_of(job, chunk, winograd->chunks);
    int64_t block = winograd->block, blocks = (winograd->tile_count + block - 1) / block;
    int64_t begin = blocks * share.number / winograd->chunks, end = blocks * (share.number + 1) / winograd->chunks;
    char *source = source_points(job, worker), *target = target_points(job, worker);
    char *gradient = share.weight_points + winograd->weight_bytes * (size_t)share.number;
    for (int64_t i = begin; i < end; i++) {
        int64_t first = i * block, count = cdn_smaller(block, winograd->tile_count - first);
        cvk_winograd_input_transposed(&winograd->source, first, count, block, share.source, (float *)source);
        cvk_winograd_output_gradient(&winograd->target, first, count, block, share.target, (float *)target);
        multiply(job, i == begin ? winograd->product : winograd->sum, worker, source, target, gradient);
    }
}

static void finish_gradient(int chunk, int worker, void *context) {
    (void)worker;
    job *job = context;
    const cdn_winograd *winograd = job->winograd;
    share share = share_of(job, chunk, weight_chunks(winograd));
    int64_t first = (int64_t)share.number * ROWS_OF_WEIGHT;
    cvk_winograd_weight_gradient(
        &winograd->weight, first, cdn_smaller(ROWS_OF_WEIGHT, weight_rows(winograd) - first), winograd->chunks,
        (int64_t)(winograd->weight_bytes / sizeof(float)), (const float *)share.weight_points, share.weight);
}

int cdn_run_winograd(cdn_winograd *winograd, void *const *pointers) {
    if (ctp_thread_count() > winograd->worker_count) return dnnl_invalid_arguments;
    char *scratchpad = pointers[winograd->has_bias ? 4 : 3];
    job job = {
        winograd, pointers, scratchpad, scratchpad + product_bytes(winograd), scratchpad + shared_bytes(winograd),
        dnnl_success};
    int tile_chunks = (int)winograd->groups * winograd->chunks;
    int row_chunks = (int)winograd->groups * weight_chunks(winograd);
    if (winograd->kind == WEIGHT_GRADIENT) {
        ctp_run(tile_chunks, add_up, &job);
        ctp_run(row_chunks, finish_gradient, &job);
    } else {
        ctp_run(row_chunks, transform_weight, &job);
        ctp_run(tile_chunks, convolve, &job);
    }
    return job.status;
}

void cdn_free_winograd(cdn_winograd *winograd) {
    if (!winograd) return;
    cdn_free(winograd->product);
    cdn_free(winograd->sum);
    free(winograd);
}

#endif
