#ifndef CHAINRULE_DIRECT_PLACES_H
#define CHAINRULE_DIRECT_PLACES_H

#include "chunks.h"
#include "panel_product.h"

/// Neighboring places of a row or column of a convolution's output. To the vectors at each of them is added the product of a run
/// of floats with a panel, or of several runs, one for each row of a kernel, with as many panels, one behind the other.
typedef struct {
    /// The first run of the first place.
    const float *window;
    const float *panel, *bias;
    float *output;
    /// In floats: from run to run of a place, and from place to place.
    int64_t row_step, window_step, output_step;
    int64_t rows, run;
    /// Where the panel's last vector lies behind the first, and how many of its lanes are written. The others must not be: no weight is
    /// there, and 0 · ∞ is NaN.
    int64_t last_vector, last_lanes;
    int accumulates;
} cvk_direct_places;

/// `count` and `vectors` are constants.
CVK_INLINE void cvk_add_windows(cvk_direct_places places, int count, int vectors) {
    cvk_floats sums[CVK_PANEL_ROWS][CVK_PANEL_VECTORS];
    CVK_UNROLLED
    for (int p = 0; p < count; p++) {
        float *output = places.output + p * places.output_step;
        CVK_UNROLLED
        for (int v = 0; v < vectors; v++) {
            sums[p][v] = cvk_read(places.bias + v * CVK_LANES);
            if (places.accumulates) {
                sums[p][v] += cvk_read(output + (v < vectors - 1 ? v * CVK_LANES : places.last_vector));
            }
        }
    }
    for (int64_t row = 0; row < places.rows; row++) {
        cvk_add_rows_of_panel(count, vectors, places.run, places.window, places.window_step, 1, places.panel, sums);
        places.window += places.row_step;
        places.panel += places.run * vectors * CVK_LANES;
    }
    CVK_UNROLLED
    for (int p = 0; p < count; p++) {
        float *output = places.output + p * places.output_step;
        CVK_UNROLLED
        for (int v = 0; v < vectors - 1; v++) { cvk_write(output + v * CVK_LANES, sums[p][v]); }
        cvk_write_lanes(output + places.last_vector, places.last_lanes, sums[p][vectors - 1]);
    }
}

/// The same for any number of places, six at once.
CVK_INLINE void cvk_add_line(cvk_direct_places line, int64_t length, int vectors) {
    int64_t blocks = cvk_blocks(length, CVK_PANEL_ROWS);
    cvk_direct_places places = line;
    for (int64_t block = 0; block < blocks; block++) {
        int64_t first = length * block / blocks;
        places.window = line.window + first * line.window_step;
        places.output = line.output + first * line.output_step;
        switch (length * (block + 1) / blocks - first) {
            case 6: cvk_add_windows(places, 6, vectors); break;
            case 5: cvk_add_windows(places, 5, vectors); break;
            case 4: cvk_add_windows(places, 4, vectors); break;
            case 3: cvk_add_windows(places, 3, vectors); break;
            case 2: cvk_add_windows(places, 2, vectors); break;
            default: cvk_add_windows(places, 1, vectors);
        }
    }
}

#endif
