#ifndef CHAINRULE_VECTOR_LOOP_H
#define CHAINRULE_VECTOR_LOOP_H

#include <stddef.h>
#include <stdint.h>

#include "loop_operations.h"

/// The most axes an iteration space may have, after neighbouring axes that every operand steps through
/// alike have been merged.
#define CVK_MAX_RANK 8
/// The most loads, and the most stores, of one loop.
#define CVK_MAX_OPERANDS 16
/// The number of registers; each holds the elements of one tile.
#define CVK_REGISTERS 32

/// How an element lies in memory. In a register every element is a float; a truth value is 0 or 1.
typedef enum { CVK_FLOAT32, CVK_INT32, CVK_BOOL } cvk_element;

/// Where a register's elements come from.
typedef enum {
    /// Memory, through `strides`.
    CVK_FROM_MEMORY,
    /// The number `constant`.
    CVK_FROM_CONSTANT,
    /// Philox 4x32-10 numbers, even in [0, 1). The pointer is to the key, four int32 words: seed (low, high)
    /// and draw (low, high); `draw` is added to the draw's number as a 64-bit integer. The n-th element of
    /// the draw, n counted through `strides`, is word n % 4 of the block with the counter (n / 4 low,
    /// n / 4 high, draw low, draw high), shifted right by 8 bits and divided by 2^24.
    CVK_FROM_RANDOM,
} cvk_source;

typedef struct {
    cvk_source source;
    cvk_element element;
    /// The register that is filled.
    uint8_t target;
    float constant;
    uint64_t draw;
    /// The distance in elements of neighbours along each axis of the iteration space; 0 repeats.
    int64_t strides[CVK_MAX_RANK];
} cvk_load;

// Every operation is one line of loop_operations.h.
#define CVK_NAME(name, ...) CVK_##name,
typedef enum {
    CVK_EACH_OPERATION(CVK_NAME, CVK_NAME, CVK_NAME, CVK_NAME)
    CVK_OPERATION_COUNT
} cvk_operation;
#undef CVK_NAME

/// Roughly how long an operation takes per element, in additions from the nearest cache.
int32_t cvk_operation_cost(cvk_operation operation);

/// One operation on whole registers: target = operation(a, b, c).
typedef struct {
    uint8_t operation, target, a, b, c;
} cvk_step;

typedef enum { CVK_STORE, CVK_SUM, CVK_LARGEST, CVK_SMALLEST } cvk_fold;

/// What becomes of a register's elements: they are written, or folded over the axes whose stride is 0.
typedef struct {
    cvk_fold fold;
    /// Folds write CVK_FLOAT32 only.
    cvk_element element;
    uint8_t source;
    int64_t strides[CVK_MAX_RANK];
} cvk_store;

/// A loop over an iteration space, outermost axis first; the rank may be 0, for one element.
typedef struct {
    int32_t rank, load_count, step_count, store_count;
    int64_t sizes[CVK_MAX_RANK];
    cvk_load loads[CVK_MAX_OPERANDS];
    cvk_store stores[CVK_MAX_OPERANDS];
    const cvk_step *steps;
} cvk_loop;

/// How many bytes of workspace `cvk_run_loop` needs where jobs have up to that many threads.
size_t cvk_loop_workspace(const cvk_loop *loop, int threads);

/// Runs the loop. `pointers` are those of the loads, in their order, and then those of the stores; a store may
/// go where a load with the same strides comes from. `workspace` is aligned to 64 bytes.
void cvk_run_loop(const cvk_loop *loop, void *const *pointers, void *workspace);

// A loop may also be run range by range, in any order and by several threads, as soon as the elements are known that one
// of its loads takes. It has one axis and no folds; that load is of float32 side by side, and its pointer NULL.

size_t cvk_ranges_workspace(const cvk_loop *loop, int workers);
/// `pointers` and `workspace` are those of the whole loop, and stay with it until the last range has been run.
void cvk_begin_ranges(const cvk_loop *loop, int load, void *const *pointers, int workers, void *workspace);
/// `elements` are those from `begin` to `end` of the load.
void cvk_run_range(void *workspace, int worker, int64_t begin, int64_t end, const float *elements);

#endif
