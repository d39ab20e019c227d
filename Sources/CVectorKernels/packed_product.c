#include "packed_product.h"

#include "chunks.h"
#include "transposition.h"

/// The columns of a whole panel.
#define CVK_PANEL_WIDTH (CVK_PANEL_VECTORS * CVK_LANES)

void cvk_pack_rows(int64_t depth, int64_t columns, const float *source, int64_t step, float *panels) {
    for (int64_t first = 0; first < columns; first += CVK_PANEL_WIDTH) {
        int64_t count = cvk_min(CVK_PANEL_WIDTH, columns - first), width = cvk_padded(count);
        float *panel = panels + first * depth;
        for (int64_t k = 0; k < depth; k++) {
            memcpy(panel + k * width, source + k * step + first, sizeof(float) * (size_t)count);
            if (count < width) { memset(panel + k * width + count, 0, sizeof(float) * (size_t)(width - count)); }
        }
    }
}

/// 16 columns of a panel, from `count` rows of the source.
CVK_INLINE void cvk_pack_lanes(
    int64_t count, int64_t depth, const float *source, int64_t step, float *panel, int64_t width) {
    for (int64_t k = 0; k < depth; k += CVK_LANES) {
        int64_t some = cvk_min(CVK_LANES, depth - k);
        cvk_floats rows[CVK_LANES];
        for (int64_t i = 0; i < CVK_LANES; i++) {
            rows[i] = i < count ? cvk_read_lanes(source + i * step + k, some) : cvk_repeated(0);
        }
        cvk_transpose(rows);
        for (int64_t i = 0; i < some; i++) { cvk_write(panel + (k + i) * width, rows[i]); }
    }
}

CVK_MULTIVERSION void cvk_pack_transposed(
    int64_t columns, int64_t depth, const float *source, int64_t step, float *panels) {
    for (int64_t first = 0; first < columns; first += CVK_PANEL_WIDTH) {
        int64_t count = cvk_min(CVK_PANEL_WIDTH, columns - first), width = cvk_padded(count);
        for (int64_t lane = 0; lane < width; lane += CVK_LANES) {
            const float *rows = source + (first + lane) * step;
            float *panel = panels + first * depth + lane;
            cvk_pack_lanes(cvk_min(CVK_LANES, count - lane), depth, rows, step, panel, width);
        }
    }
}

CVK_INLINE void cvk_write_product(
    int64_t rows, int64_t width, int64_t count, const float *tile, int adds, float *target, int64_t step) {
    for (int64_t r = 0; r < rows; r++) {
        int64_t i = 0;
        for (; i + CVK_LANES <= count; i += CVK_LANES) {
            cvk_floats sums = cvk_read(tile + r * width + i);
            cvk_write(target + r * step + i, adds ? cvk_read(target + r * step + i) + sums : sums);
        }
        for (; i < count; i++) {
            float sum = tile[r * width + i];
            target[r * step + i] = adds ? target[r * step + i] + sum : sum;
        }
    }
}

CVK_INLINE void cvk_product_with_panel(
    int vectors, int64_t rows, int64_t depth, const float *left, int64_t row_step, int64_t depth_step,
    const float *panel, int64_t count, int adds, float *target, int64_t target_step) {
    float tile[CVK_PANEL_ROWS * CVK_PANEL_WIDTH];
    for (int64_t row = 0; row < rows; row += CVK_PANEL_ROWS) {
        int64_t some = cvk_min(CVK_PANEL_ROWS, rows - row);
        cvk_panel_product(some, vectors, depth, left + row * row_step, row_step, depth_step, panel, tile);
        cvk_write_product(some, vectors * CVK_LANES, count, tile, adds, target + row * target_step, target_step);
    }
}

/// The same with one or the other step of the left factor known to be 1.
CVK_INLINE void cvk_product_with_panels(
    int64_t rows, int64_t depth, const float *left, int64_t row_step, int64_t depth_step, const cvk_packed *right,
    int adds, float *target, int64_t target_step) {
    for (int64_t first = 0; first < right->used; first += CVK_PANEL_WIDTH) {
        int64_t count = cvk_min(CVK_PANEL_WIDTH, right->columns - first);
        const float *panel = right->panels + first * right->depth;
        switch (cvk_padded(count) / CVK_LANES) {
        case 1: cvk_product_with_panel(1, rows, depth, left, row_step, depth_step, panel, count, adds, target + first, target_step); break;
        case 2: cvk_product_with_panel(2, rows, depth, left, row_step, depth_step, panel, count, adds, target + first, target_step); break;
        case 3: cvk_product_with_panel(3, rows, depth, left, row_step, depth_step, panel, count, adds, target + first, target_step); break;
        default: cvk_product_with_panel(4, rows, depth, left, row_step, depth_step, panel, count, adds, target + first, target_step);
        }
    }
}

CVK_MULTIVERSION void cvk_packed_product(
    int64_t rows, int64_t depth, const float *left, int64_t row_step, int64_t depth_step, const cvk_packed *right,
    int adds, float *target, int64_t target_step) {
    if (depth_step == 1) {
        cvk_product_with_panels(rows, depth, left, row_step, 1, right, adds, target, target_step);
    } else {
        cvk_product_with_panels(rows, depth, left, row_step, depth_step, right, adds, target, target_step);
    }
}
