#ifndef CHAINRULE_WINOGRAD_MATRICES_H
#define CHAINRULE_WINOGRAD_MATRICES_H

#include "vectors.h"

// Winograd's minimal filtering F(m, r) in one dimension: r weights g and n = m + r - 1 inputs d give m outputs
// Aᵀ[(G g) ⊙ (Bᵀ d)], with n products instead of m·r. In two dimensions columns and then rows are transformed.
// Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016. Inputs and weights are polynomials, which
// are multiplied by their values at n points: 0, 1, -1 and infinity for n = 4. Those for n = 6, 0, ±a, ±b and infinity
// with a = 3/4 and b = 3/2, lose a quarter of the digits that the usual 1 and 2 lose, and all but G have exact elements.
//
// There are F(2, 3), F(4, 3) and F(2, 5). m, r and n are constants wherever these are called. Elements lie `step` vectors
// apart.

/// Calls `function(m, r, ...)` with constants.
#define CVK_WITH_FILTER(filter, function, ...) \
    if ((filter).r == 5) { \
        function(2, 5, __VA_ARGS__); \
    } else if ((filter).m == 2) { \
        function(2, 3, __VA_ARGS__); \
    } else { \
        function(4, 3, __VA_ARGS__); \
    }

#define CVK_MOST_POINTS 6
#define CVK_MOST_OUTPUTS 4
#define CVK_MOST_TAPS 5
#define CVK_A 0.75f
#define CVK_B 1.5f
#define CVK_AA (CVK_A * CVK_A)
#define CVK_BB (CVK_B * CVK_B)

// What G divides by: the products of a point's distances from the others.
#define CVK_AT_ZERO (1 / (CVK_AA * CVK_BB))
#define CVK_AT_A (1 / (2 * CVK_AA * (CVK_AA - CVK_BB)))
#define CVK_AT_B (1 / (2 * CVK_BB * (CVK_BB - CVK_AA)))

/// t = Bᵀ d, of n inputs.
CVK_INLINE void cvk_winograd_inputs(int n, const cvk_floats *d, int step, cvk_floats *t, int t_step) {
    cvk_floats d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step];
    if (n == 4) {
        t[0] = d0 - d2;
        t[t_step] = d1 + d2;
        t[2 * t_step] = d2 - d1;
        t[3 * t_step] = d1 - d3;
        return;
    }
    cvk_floats d4 = d[4 * step], d5 = d[5 * step];
    cvk_floats even_a = d4 - CVK_BB * d2, odd_a = CVK_A * d3 - CVK_A * CVK_BB * d1;
    cvk_floats even_b = d4 - CVK_AA * d2, odd_b = CVK_B * d3 - CVK_B * CVK_AA * d1;
    t[0] = CVK_AA * CVK_BB * d0 + (d4 - (CVK_AA + CVK_BB) * d2);
    t[t_step] = even_a + odd_a;
    t[2 * t_step] = even_a - odd_a;
    t[3 * t_step] = even_b + odd_b;
    t[4 * t_step] = even_b - odd_b;
    t[5 * t_step] = CVK_AA * CVK_BB * d1 + (d5 - (CVK_AA + CVK_BB) * d3);
}

/// y = Aᵀ p, m outputs of n products.
CVK_INLINE void cvk_winograd_outputs(int m, int n, const cvk_floats *p, int step, cvk_floats *y, int y_step) {
    cvk_floats p0 = p[0], p1 = p[step], p2 = p[2 * step], p3 = p[3 * step];
    if (n == 4) {
        y[0] = p0 + (p1 + p2);
        y[y_step] = (p1 - p2) - p3;
        return;
    }
    cvk_floats p4 = p[4 * step], p5 = p[5 * step];
    cvk_floats even_a = p1 + p2, odd_a = p1 - p2, even_b = p3 + p4, odd_b = p3 - p4;
    y[0] = p0 + even_a + even_b;
    if (m == 2) {
        y[y_step] = CVK_A * odd_a + (CVK_B * odd_b + p5);
        return;
    }
    y[y_step] = CVK_A * odd_a + CVK_B * odd_b;
    y[2 * y_step] = CVK_AA * even_a + CVK_BB * even_b;
    y[3 * y_step] = CVK_A * CVK_AA * odd_a + (CVK_B * CVK_BB * odd_b + p5);
}

/// t = A y, the transpose of the above: of the gradient of m outputs.
CVK_INLINE void cvk_winograd_output_gradients(
    int m, int n, const cvk_floats *y, int step, cvk_floats *t, int t_step) {
    cvk_floats y0 = y[0], y1 = y[step];
    if (n == 4) {
        t[0] = y0;
        t[t_step] = y0 + y1;
        t[2 * t_step] = y0 - y1;
        t[3 * t_step] = -y1;
        return;
    }
    cvk_floats even_a = y0, odd_a = CVK_A * y1, even_b = y0, odd_b = CVK_B * y1, last = y1;
    if (m == 4) {
        cvk_floats y2 = y[2 * step];
        last = y[3 * step];
        even_a += CVK_AA * y2;
        even_b += CVK_BB * y2;
        odd_a += CVK_A * CVK_AA * last;
        odd_b += CVK_B * CVK_BB * last;
    }
    t[0] = y0;
    t[t_step] = even_a + odd_a;
    t[2 * t_step] = even_a - odd_a;
    t[3 * t_step] = even_b + odd_b;
    t[4 * t_step] = even_b - odd_b;
    t[5 * t_step] = last;
}

/// u = G g, of r weights.
CVK_INLINE void cvk_winograd_weights(int n, int r, const cvk_floats *g, int step, cvk_floats *u, int u_step) {
    cvk_floats g0 = g[0], g1 = g[step], g2 = g[2 * step];
    if (n == 4) {
        cvk_floats even = 0.5f * (g0 + g2), odd = 0.5f * g1;
        u[0] = g0;
        u[u_step] = even + odd;
        u[2 * u_step] = even - odd;
        u[3 * u_step] = g2;
        return;
    }
    cvk_floats even_a = CVK_AT_A * g0 + CVK_AT_A * CVK_AA * g2, odd_a = CVK_AT_A * CVK_A * g1;
    cvk_floats even_b = CVK_AT_B * g0 + CVK_AT_B * CVK_BB * g2, odd_b = CVK_AT_B * CVK_B * g1;
    cvk_floats last = g2;
    if (r == 5) {
        cvk_floats g3 = g[3 * step];
        last = g[4 * step];
        even_a += CVK_AT_A * CVK_AA * CVK_AA * last;
        even_b += CVK_AT_B * CVK_BB * CVK_BB * last;
        odd_a += CVK_AT_A * CVK_A * CVK_AA * g3;
        odd_b += CVK_AT_B * CVK_B * CVK_BB * g3;
    }
    u[0] = CVK_AT_ZERO * g0;
    u[u_step] = even_a + odd_a;
    u[2 * u_step] = even_a - odd_a;
    u[3 * u_step] = even_b + odd_b;
    u[4 * u_step] = even_b - odd_b;
    u[5 * u_step] = last;
}

/// g = Gᵀ u, the transpose of the above: gradients of r weights.
CVK_INLINE void cvk_winograd_weight_gradients(
    int n, int r, const cvk_floats *u, int step, cvk_floats *g, int g_step) {
    cvk_floats u0 = u[0], u1 = u[step], u2 = u[2 * step], u3 = u[3 * step];
    if (n == 4) {
        cvk_floats even = 0.5f * (u1 + u2);
        g[0] = u0 + even;
        g[g_step] = 0.5f * (u1 - u2);
        g[2 * g_step] = even + u3;
        return;
    }
    cvk_floats u4 = u[4 * step], u5 = u[5 * step];
    cvk_floats even_a = CVK_AT_A * (u1 + u2), odd_a = CVK_AT_A * CVK_A * (u1 - u2);
    cvk_floats even_b = CVK_AT_B * (u3 + u4), odd_b = CVK_AT_B * CVK_B * (u3 - u4);
    g[0] = CVK_AT_ZERO * u0 + even_a + even_b;
    g[g_step] = odd_a + odd_b;
    g[2 * g_step] = CVK_AA * even_a + CVK_BB * even_b;
    if (r == 3) {
        g[2 * g_step] += u5;
    } else {
        g[3 * g_step] = CVK_AA * odd_a + CVK_BB * odd_b;
        g[4 * g_step] = CVK_AA * CVK_AA * even_a + (CVK_BB * CVK_BB * even_b + u5);
    }
}

#endif
