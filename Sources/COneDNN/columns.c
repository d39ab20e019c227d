#include "columns.h"

#include <string.h>

#include "thread_pool.h"

static int64_t taps(const cdn_columns *columns) { return columns->kernel[0] * columns->kernel[1]; }

size_t cdn_columns_bytes(const cdn_columns *columns) {
    int64_t places = columns->images * columns->output_height * columns->output_width;
    return sizeof(float) * (size_t)(places * columns->channels * taps(columns));
}

bool cdn_columns_are_images(const cdn_columns *columns) {
    bool is_plain = taps(columns) == 1;
    for (int axis = 0; axis < 2; axis++) {
        is_plain = is_plain && columns->stride[axis] == 1 && columns->padding[axis] == 0;
    }
    return is_plain;
}

/// Where a tap's pixel of an image begins, in floats, seen from a place of the output; -1 if it lies outside.
static int64_t pixel(const cdn_columns *c, int64_t row, int64_t column, int64_t tap) {
    int64_t y = row * c->stride[0] - c->padding[0] + tap / c->kernel[1] * c->dilation[0];
    int64_t x = column * c->stride[1] - c->padding[1] + tap % c->kernel[1] * c->dilation[1];
    bool is_inside = y >= 0 && y < c->height && x >= 0 && x < c->width;
    return is_inside ? (y * c->width + x) * c->channels : -1;
}

typedef struct {
    const cdn_columns *columns;
    float *images, *matrix;
} job;

static float *image_of(const job *job, int64_t image) {
    const cdn_columns *c = job->columns;
    return job->images + image * c->height * c->width * c->channels;
}

/// The matrix's rows of one row of an image's output.
static float *rows_of(const job *job, int64_t image, int64_t row) {
    const cdn_columns *c = job->columns;
    int64_t place = (image * c->output_height + row) * c->output_width;
    return job->matrix + place * c->channels * taps(c);
}

static void gather_row(int chunk, int worker, void *context) {
    (void)worker;
    const job *job = context;
    const cdn_columns *c = job->columns;
    int64_t count = taps(c), image = chunk / c->output_height, row = chunk % c->output_height;
    const float *source = image_of(job, image);
    float *target = rows_of(job, image, row);
    for (int64_t column = 0; column < c->output_width; column++, target += c->channels * count) {
        for (int64_t tap = 0; tap < count; tap++) {
            int64_t from = pixel(c, row, column, tap);
            for (int64_t i = 0; i < c->channels; i++) {
                target[i * count + tap] = from < 0 ? 0 : source[from + i];
            }
        }
    }
}

void cdn_gather_columns(const cdn_columns *columns, const float *images, float *matrix) {
    job job = {columns, (float *)images, matrix};
    ctp_run((int)(columns->images * columns->output_height), gather_row, &job);
}

static void sum_image(int chunk, int worker, void *context) {
    (void)worker;
    const job *job = context;
    const cdn_columns *c = job->columns;
    int64_t count = taps(c);
    float *target = image_of(job, chunk);
    memset(target, 0, sizeof(float) * (size_t)(c->height * c->width * c->channels));
    for (int64_t row = 0; row < c->output_height; row++) {
        const float *source = rows_of(job, chunk, row);
        for (int64_t column = 0; column < c->output_width; column++, source += c->channels * count) {
            for (int64_t tap = 0; tap < count; tap++) {
                int64_t to = pixel(c, row, column, tap);
                if (to < 0) continue;
                for (int64_t i = 0; i < c->channels; i++) { target[to + i] += source[i * count + tap]; }
            }
        }
    }
}

void cdn_sum_columns(const cdn_columns *columns, const float *matrix, float *images) {
    job job = {columns, images, (float *)matrix};
    ctp_run((int)columns->images, sum_image, &job);
}
