#include "winograd.h"

#include <stddef.h>

#include "chunks.h"
#include "transposition.h"
#include "winograd_matrices.h"

/// Where a tile is, and which of its rows and columns are in the image.
typedef struct {
    int64_t place;
    int first_row, end_row, first_column, end_column;
} cvk_tile;

/// `size` rows and columns from `lead` before the tile's first output on.
CVK_INLINE cvk_tile cvk_tile_at(const cvk_tiles *tiles, int64_t number, int size, int64_t lead) {
    int64_t column = number % tiles->tile_columns, row = number / tiles->tile_columns % tiles->tile_rows;
    int64_t image = number / tiles->tile_columns / tiles->tile_rows;
    int64_t y = row * tiles->filter.m - lead, x = column * tiles->filter.m - lead;
    return (cvk_tile){
        ((image * tiles->height + y) * tiles->width + x) * tiles->pixel_step,
        (int)cvk_max(0, -y), (int)cvk_min(size, tiles->height - y),
        (int)cvk_max(0, -x), (int)cvk_min(size, tiles->width - x)};
}

CVK_INLINE int cvk_is_whole(const cvk_tile *tile, int size) {
    return tile->first_row <= 0 && tile->end_row >= size && tile->first_column <= 0 && tile->end_column >= size;
}

/// Up to 16 channels of a tile's `size` × `size` elements; 0 outside the image.
CVK_INLINE void cvk_read_tile_of(
    const cvk_tiles *tiles, const cvk_tile *tile, int size, const float *image, int64_t channels, cvk_floats *d) {
    int64_t row_step = tiles->width * tiles->pixel_step;
    if (cvk_is_whole(tile, size) && channels == CVK_LANES) {
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) { d[i * size + j] = cvk_read(image + i * row_step + j * tiles->pixel_step); }
        }
        return;
    }
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            int is_inside = i >= tile->first_row && i < tile->end_row && j >= tile->first_column && j < tile->end_column;
            const float *x = image + i * row_step + j * tiles->pixel_step;
            d[i * size + j] = is_inside ? cvk_read_lanes(x, channels) : cvk_repeated(0);
        }
    }
}

CVK_INLINE void cvk_input_of(int n, const cvk_floats *d, cvk_floats *t) {
    cvk_floats half[CVK_MOST_POINTS * CVK_MOST_POINTS];
    for (int j = 0; j < n; j++) { cvk_winograd_inputs(n, d + j, n, half + j, n); }
    for (int i = 0; i < n; i++) { cvk_winograd_inputs(n, half + i * n, 1, t + i * n, 1); }
}

CVK_INLINE void cvk_inputs(
    int m, int r, const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *images, float *points) {
    int n = m + r - 1;
    int64_t channels = tiles->channels;
    for (int64_t t = 0; t < count; t++) {
        cvk_tile tile = cvk_tile_at(tiles, first + t, n, tiles->padding);
        for (int64_t c = 0; c < channels; c += CVK_LANES) {
            cvk_floats d[CVK_MOST_POINTS * CVK_MOST_POINTS], point[CVK_MOST_POINTS * CVK_MOST_POINTS];
            int64_t lanes = cvk_min(CVK_LANES, channels - c);
            cvk_read_tile_of(tiles, &tile, n, images + tile.place + c, lanes, d);
            cvk_input_of(n, d, point);
            for (int p = 0; p < n * n; p++) {
                cvk_write_lanes(points + (p * row + t) * channels + c, lanes, point[p]);
            }
        }
    }
}

CVK_MULTIVERSION void cvk_winograd_input(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *images, float *points) {
    CVK_WITH_FILTER(tiles->filter, cvk_inputs, tiles, first, count, row, images, points)
}

CVK_INLINE void cvk_inputs_transposed(
    int m, int r, const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *images, float *points) {
    int n = m + r - 1;
    int64_t channels = tiles->channels;
    for (int64_t t = 0; t < row; t += CVK_LANES) {
        for (int64_t c = 0; c < channels; c += CVK_LANES) {
            cvk_floats block[CVK_MOST_POINTS * CVK_MOST_POINTS][CVK_LANES];
            int64_t lanes = cvk_min(CVK_LANES, channels - c);
            for (int64_t k = 0; k < CVK_LANES; k++) {
                cvk_floats d[CVK_MOST_POINTS * CVK_MOST_POINTS], point[CVK_MOST_POINTS * CVK_MOST_POINTS];
                if (t + k < count) {
                    cvk_tile tile = cvk_tile_at(tiles, first + t + k, n, tiles->padding);
                    cvk_read_tile_of(tiles, &tile, n, images + tile.place + c, lanes, d);
                    cvk_input_of(n, d, point);
                    for (int p = 0; p < n * n; p++) { block[p][k] = point[p]; }
                } else {
                    for (int p = 0; p < n * n; p++) { block[p][k] = cvk_repeated(0); }
                }
            }
            for (int p = 0; p < n * n; p++) {
                cvk_transpose(block[p]);
                float *target = points + (p * channels + c) * row + t;
                for (int64_t k = 0; k < lanes; k++) { cvk_write(target + k * row, block[p][k]); }
            }
        }
    }
}

CVK_MULTIVERSION void cvk_winograd_input_transposed(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *images, float *points) {
    CVK_WITH_FILTER(tiles->filter, cvk_inputs_transposed, tiles, first, count, row, images, points)
}

CVK_INLINE void cvk_output_gradients(
    int m, int r, const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *gradient,
    float *points) {
    int n = m + r - 1;
    int64_t channels = tiles->channels;
    for (int64_t t = 0; t < row; t++) {
        cvk_tile tile = cvk_tile_at(tiles, first + t, m, 0);
        for (int64_t c = 0; c < channels; c += CVK_LANES) {
            cvk_floats y[CVK_MOST_OUTPUTS * CVK_MOST_OUTPUTS], half[CVK_MOST_OUTPUTS * CVK_MOST_POINTS];
            cvk_floats point[CVK_MOST_POINTS * CVK_MOST_POINTS];
            int64_t lanes = cvk_min(CVK_LANES, channels - c);
            if (t < count) {
                cvk_read_tile_of(tiles, &tile, m, gradient + tile.place + c, lanes, y);
                for (int j = 0; j < m; j++) { cvk_winograd_output_gradients(m, n, y + j, m, half + j, m); }
                for (int i = 0; i < n; i++) {
                    cvk_winograd_output_gradients(m, n, half + i * m, 1, point + i * n, 1);
                }
            } else {
                for (int p = 0; p < n * n; p++) { point[p] = cvk_repeated(0); }
            }
            for (int p = 0; p < n * n; p++) {
                cvk_write_lanes(points + (p * row + t) * channels + c, lanes, point[p]);
            }
        }
    }
}

CVK_MULTIVERSION void cvk_winograd_output_gradient(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *gradient, float *points) {
    CVK_WITH_FILTER(tiles->filter, cvk_output_gradients, tiles, first, count, row, gradient, points)
}

CVK_INLINE void cvk_outputs(
    int m, int r, const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *points,
    const float *bias, int accumulates, float *images) {
    int n = m + r - 1;
    int64_t channels = tiles->channels, row_step = tiles->width * tiles->pixel_step;
    for (int64_t t = 0; t < count; t++) {
        cvk_tile tile = cvk_tile_at(tiles, first + t, m, 0);
        for (int64_t c = 0; c < channels; c += CVK_LANES) {
            cvk_floats point[CVK_MOST_POINTS * CVK_MOST_POINTS], half[CVK_MOST_OUTPUTS * CVK_MOST_POINTS];
            cvk_floats y[CVK_MOST_OUTPUTS * CVK_MOST_OUTPUTS];
            int64_t lanes = cvk_min(CVK_LANES, channels - c);
            for (int p = 0; p < n * n; p++) {
                const float *x = points + (p * row + t) * channels + c;
                point[p] = cvk_read_lanes(x, lanes);
            }
            for (int j = 0; j < n; j++) { cvk_winograd_outputs(m, n, point + j, n, half + j, n); }
            for (int i = 0; i < m; i++) { cvk_winograd_outputs(m, n, half + i * n, 1, y + i * m, 1); }
            cvk_floats offset = bias ? cvk_read_lanes(bias + c, lanes) : cvk_repeated(0);
            float *image = images + tile.place + c;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    if (i >= tile.end_row || j >= tile.end_column) { continue; }
                    float *target = image + i * row_step + j * tiles->pixel_step;
                    cvk_floats sum = y[i * m + j] + offset;
                    if (accumulates) { sum += cvk_read_lanes(target, lanes); }
                    cvk_write_lanes(target, lanes, sum);
                }
            }
        }
    }
}

CVK_MULTIVERSION void cvk_winograd_output(
    const cvk_tiles *tiles, int64_t first, int64_t count, int64_t row, const float *points, const float *bias,
    int accumulates, float *images) {
    CVK_WITH_FILTER(tiles->filter, cvk_outputs, tiles, first, count, row, points, bias, accumulates, images)
}
