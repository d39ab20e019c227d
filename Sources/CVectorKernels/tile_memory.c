#include "tile_memory.h"

#include <string.h>

#include "multiversion.h"
#include "tile_random.h"

void cvk_fill(float number, int64_t count, float *output) {
    for (int64_t i = 0; i < count; i += CVK_TILE_SLACK) {
        for (int j = 0; j < CVK_TILE_SLACK; j++) { output[i + j] = number; }
    }
}

CVK_MULTIVERSION static void cvk_read_integers(
    const int32_t *source, int64_t step, int64_t count, float *output) {
    if (step == 1) {
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { output[i] = (float)source[i]; }
    } else {
        for (int64_t i = 0; i < count; i++) { output[i] = (float)source[i * step]; }
    }
}

CVK_MULTIVERSION static void cvk_read_truths(
    const uint8_t *source, int64_t step, int64_t count, float *output) {
    if (step == 1) {
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { output[i] = source[i] != 0 ? 1 : 0; }
    } else {
        for (int64_t i = 0; i < count; i++) { output[i] = source[i * step] != 0 ? 1 : 0; }
    }
}

static void cvk_read_floats(const float *source, int64_t step, int64_t count, float *output) {
    if (step == 1) {
        memcpy(output, source, (size_t)count * sizeof *output);
    } else if (step == 0) {
        cvk_fill(*source, count, output);
    } else {
        for (int64_t i = 0; i < count; i++) { output[i] = source[i * step]; }
    }
}

/// Reads runs that lie side by side crosswise, so that each cache line is read once: output[r][i] =
/// source[i * step + r].
static void cvk_read_across(
    const float *source, int64_t runs, int64_t run, int64_t step, float *output) {
    for (int64_t i = 0; i < run; i++) {
        for (int64_t r = 0; r < runs; r++) { output[r * run + i] = source[i * step + r]; }
    }
}

/// Reads as many whole runs as lie side by side, and returns how many elements they have.
static int64_t cvk_read_runs_side_by_side(
    const float *memory, cvk_cursor *cursor, int64_t count, float *output) {
    if (cursor->rank == 0 || cursor->strides[0] != 1 || cursor->place != 0) { return 0; }
    int64_t runs = count / cursor->run, left = cursor->sizes[0] - cursor->coordinates[0];
    if (runs > left) { runs = left; }
    if (runs < 2) { return 0; }
    cvk_read_across(memory + cursor->offset, runs, cursor->run, cursor->step, output);
    cvk_advance_runs(cursor, runs);
    return runs * cursor->run;
}

void cvk_read_tile(
    const cvk_load *load, const void *memory, cvk_cursor *cursor, int64_t count, float *output) {
    int may_lie_across = load->source == CVK_FROM_MEMORY && load->element == CVK_FLOAT32 && cursor->step > 1;
    while (count > 0) {
        int64_t length = may_lie_across ? cvk_read_runs_side_by_side(memory, cursor, count, output) : 0;
        output += length;
        count -= length;
        if (count == 0) { return; }
        int64_t position = cvk_position(cursor);
        length = cvk_run_length(cursor, count);
        if (load->source == CVK_FROM_RANDOM) {
            cvk_fill_random(memory, load->draw, position, cursor->step, length, output);
        } else if (load->element == CVK_FLOAT32) {
            cvk_read_floats((const float *)memory + position, cursor->step, length, output);
        } else if (load->element == CVK_INT32) {
            cvk_read_integers((const int32_t *)memory + position, cursor->step, length, output);
        } else {
            cvk_read_truths((const uint8_t *)memory + position, cursor->step, length, output);
        }
        cvk_advance(cursor, length);
        output += length;
        count -= length;
    }
}

/// Toward zero, as near as an integer can be; 0 of NaN.
CVK_INLINE int32_t cvk_nearest_integer(float x) {
    float bounded = x < 0x1.fffffep30f ? x : 0x1.fffffep30f;
    bounded = bounded > -0x1p31f ? bounded : -0x1p31f;
    int32_t integer = (int32_t)bounded;
    integer = x >= 0x1p31f ? INT32_MAX : integer;
    return x == x ? integer : 0;
}

CVK_MULTIVERSION static void cvk_write_integers(
    const float *source, int64_t step, int64_t count, int32_t *output) {
    if (step == 1) {
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { output[i] = cvk_nearest_integer(source[i]); }
    } else {
        for (int64_t i = 0; i < count; i++) { output[i * step] = cvk_nearest_integer(source[i]); }
    }
}

CVK_MULTIVERSION static void cvk_write_truths(
    const float *source, int64_t step, int64_t count, uint8_t *output) {
    if (step == 1) {
        CVK_VECTOR_LOOP
        for (int64_t i = 0; i < count; i++) { output[i] = source[i] != 0; }
    } else {
        for (int64_t i = 0; i < count; i++) { output[i * step] = source[i] != 0; }
    }
}

static void cvk_write_floats(const float *source, int64_t step, int64_t count, float *output) {
    if (step == 1) {
        memmove(output, source, (size_t)count * sizeof *output);
    } else {
        for (int64_t i = 0; i < count; i++) { output[i * step] = source[i]; }
    }
}

void cvk_write_tile(
    cvk_element element, const float *source, cvk_cursor *cursor, int64_t count, void *memory) {
    while (count > 0) {
        int64_t length = cvk_run_length(cursor, count), position = cvk_position(cursor);
        if (element == CVK_FLOAT32) {
            cvk_write_floats(source, cursor->step, length, (float *)memory + position);
        } else if (element == CVK_INT32) {
            cvk_write_integers(source, cursor->step, length, (int32_t *)memory + position);
        } else {
            cvk_write_truths(source, cursor->step, length, (uint8_t *)memory + position);
        }
        cvk_advance(cursor, length);
        source += length;
        count -= length;
    }
}
