#ifndef CHAINRULE_DIRECT_STRIPS_H
#define CHAINRULE_DIRECT_STRIPS_H

#include "chunks.h"
#include "direct_convolution.h"
#include "vectors.h"

// With the channels innermost, a kernel's row sees floats that lie one behind the other: a run. So a row of an output is a
// product of the runs, which overlap, with the weight.

/// A convolution cut into strips of rows of its output, which stay in the nearest cache.
typedef struct {
    const cvk_direct_convolution *shape;
    int64_t output_height, output_width;
    /// Floats of a run, and of all runs of a kernel.
    int64_t run, taps;
    /// Vectors of output channels, and into how many panels they are divided; those of a panel are computed at once.
    int64_t vectors;
    int panels;
    int64_t strip_rows, strips_of_image, strips;
    /// Floats of a row with its padding, and of a worker's copy of what a strip sees; 0 if nothing is padded.
    int64_t padded_row, padded_size;
    int chunks;
} cvk_direct_plan;

cvk_direct_plan cvk_plan_direct_convolution(const cvk_direct_convolution *shape);

/// Some rows of an image's output, and where its first window begins; `row_step` floats from row to row of the image.
typedef struct {
    int64_t image, first_row, rows;
    const float *window;
    int64_t row_step;
} cvk_direct_strip;

/// A strip, whose image is copied to `padded` if there is padding.
cvk_direct_strip cvk_take_strip(const cvk_direct_plan *plan, int64_t number, const float *images, float *padded);

/// The first channel of a vector. The last one has channels of the one before it too, rather than lanes without a channel; both
/// are in one panel, and both compute the same.
static inline int64_t cvk_first_channel(const cvk_direct_plan *plan, int64_t vector) {
    return cvk_min(vector * CVK_LANES, plan->shape->outputs - CVK_LANES);
}

static inline int64_t cvk_panel_start(const cvk_direct_plan *plan, int panel) {
    return cvk_start(plan->vectors, panel, plan->panels);
}

/// Where a place of an output begins, in floats.
static inline int64_t cvk_strip_output(const cvk_direct_plan *plan, const cvk_direct_strip *strip) {
    return (strip->image * plan->output_height + strip->first_row) * plan->output_width * plan->shape->outputs;
}

/// The place in the order of the runs of a tap of an output's plain weight, [channels, kernel...].
static inline int64_t cvk_tap_of_runs(const cvk_direct_plan *plan, int64_t tap) {
    int64_t places = plan->shape->kernel[0] * plan->shape->kernel[1];
    return tap % places * plan->shape->channels + tap / places;
}

#endif
