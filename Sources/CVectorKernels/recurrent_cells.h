#ifndef CHAINRULE_RECURRENT_CELLS_H
#define CHAINRULE_RECURRENT_CELLS_H

#include "recurrence.h"
#include "vectors.h"

// A step of some units of one example, forwards and backwards. All pointers are those of the first unit; a kind of number is
// as far from the next one as the steps say.

typedef struct {
    const float *x, *z, *bias, *h, *c;
    int64_t x_step, z_step;
    /// The states behind the step and what is saved, and h once more for the next product.
    float *values, *next;
    int64_t value_step;
} cvk_cell_step;

CVK_INLINE void cvk_step_cell(cvk_cell cell, const cvk_cell_step *step, int64_t count) {
    const float *x = step->x, *z = step->z, *before = step->h;
    float *values = step->values, *next = step->next;
    int64_t xs = step->x_step, zs = step->z_step, vs = step->value_step;
    CVK_VECTOR_LOOP
    for (int64_t i = 0; i < count; i++) {
        float h = 0;
        if (cell == CVK_CELL_TANH) {
            h = cvk_tanh(x[i] + z[i]);
        } else if (cell == CVK_CELL_RELU) {
            float sum = x[i] + z[i];
            h = sum < 0 ? 0 : sum;
        } else if (cell == CVK_CELL_LSTM) {
            float in = cvk_sigmoid(x[i] + z[i]), forget = cvk_sigmoid(x[xs + i] + z[zs + i]);
            float candidate = cvk_tanh(x[2 * xs + i] + z[2 * zs + i]);
            float out = cvk_sigmoid(x[3 * xs + i] + z[3 * zs + i]);
            float c = forget * step->c[i] + in * candidate;
            h = out * cvk_tanh(c);
            values[vs + i] = c;
            values[2 * vs + i] = in;
            values[3 * vs + i] = forget;
            values[4 * vs + i] = candidate;
            values[5 * vs + i] = out;
        } else {
            float reset = cvk_sigmoid(x[i] + z[i]), update = cvk_sigmoid(x[xs + i] + z[zs + i]);
            float product = z[2 * zs + i] + step->bias[i];
            float candidate = cvk_tanh(x[2 * xs + i] + reset * product);
            h = candidate + update * (before[i] - candidate);
            values[vs + i] = reset;
            values[2 * vs + i] = update;
            values[3 * vs + i] = candidate;
            values[4 * vs + i] = product;
        }
        values[i] = h;
        next[i] = h;
    }
}

typedef struct {
    /// The gradient of h as far as it comes from later steps; then the part of it that passes to the step before by itself.
    float *h;
    /// The gradient of c.
    float *c;
    const float *upstream_h, *upstream_c, *upstream_saved, *values, *h_before, *c_before;
    int64_t value_step;
    /// The gradients of the sums, and those that go through the recurrent product once more.
    float *sums, *next;
    int64_t sum_step;
} cvk_cell_gradient;

CVK_INLINE float cvk_through_sigmoid(float gradient, float y) { return gradient * y * (1 - y); }
CVK_INLINE float cvk_through_tanh(float gradient, float y) { return gradient * (1 - y * y); }

CVK_INLINE void cvk_step_cell_back(
    cvk_cell cell, const cvk_cell_gradient *step, int has_upstream_c, int has_saved, int64_t count) {
    const float *values = step->values, *saved = step->upstream_saved;
    float *sums = step->sums, *next = step->next, *later = step->h;
    int64_t vs = step->value_step, ss = step->sum_step;
    CVK_VECTOR_LOOP
    for (int64_t i = 0; i < count; i++) {
        float h = later[i];
        if (cell == CVK_CELL_TANH || cell == CVK_CELL_RELU) {
            float y = values[i];
            float sum = cell == CVK_CELL_TANH ? cvk_through_tanh(h, y) : y > 0 ? h : 0;
            sums[i] = sum;
            next[i] = sum;
            later[i] = 0;
        } else if (cell == CVK_CELL_LSTM) {
            float in = values[2 * vs + i], forget = values[3 * vs + i], candidate = values[4 * vs + i];
            float out = values[5 * vs + i], shown = cvk_tanh(values[vs + i]);
            float c = step->c[i] + (has_upstream_c ? step->upstream_c[i] : 0) + cvk_through_tanh(h * out, shown);
            float a = c * candidate, b = c * step->c_before[i], d = c * in, e = h * shown;
            if (has_saved) {
                a += saved[i];
                b += saved[vs + i];
                d += saved[2 * vs + i];
                e += saved[3 * vs + i];
            }
            a = cvk_through_sigmoid(a, in);
            b = cvk_through_sigmoid(b, forget);
            d = cvk_through_tanh(d, candidate);
            e = cvk_through_sigmoid(e, out);
            sums[i] = next[i] = a;
            sums[ss + i] = next[ss + i] = b;
            sums[2 * ss + i] = next[2 * ss + i] = d;
            sums[3 * ss + i] = next[3 * ss + i] = e;
            step->c[i] = c * forget;
            later[i] = 0;
        } else {
            float reset = values[vs + i], update = values[2 * vs + i], candidate = values[3 * vs + i];
            float product = values[4 * vs + i];
            float n = h * (1 - update), u = h * (step->h_before[i] - candidate);
            if (has_saved) {
                n += saved[2 * vs + i];
                u += saved[vs + i];
            }
            n = cvk_through_tanh(n, candidate);
            float m = n * reset, r = n * product;
            if (has_saved) {
                m += saved[3 * vs + i];
                r += saved[i];
            }
            r = cvk_through_sigmoid(r, reset);
            u = cvk_through_sigmoid(u, update);
            sums[i] = next[i] = r;
            sums[ss + i] = next[ss + i] = u;
            sums[2 * ss + i] = n;
            sums[3 * ss + i] = next[2 * ss + i] = m;
            later[i] = h * update;
        }
    }
}

#endif
