#include "tile_random.h"

#include <string.h>

#include "multiversion.h"

/// Philox 4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (2011):
/// the numbers of `count` blocks.
CVK_MULTIVERSION static void cvk_random_blocks(
    uint64_t seed, uint64_t draw, uint64_t first, int64_t count, float *output) {
    CVK_VECTOR_LOOP
    for (int64_t i = 0; i < count; i++) {
        uint64_t block = first + (uint64_t)i;
        uint32_t a = (uint32_t)block, b = (uint32_t)(block >> 32);
        uint32_t c = (uint32_t)draw, d = (uint32_t)(draw >> 32);
        uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
        for (int round = 0; round < 10; round++) {
            uint64_t left = (uint64_t)a * 0xd2511f53u;
            uint64_t right = (uint64_t)c * 0xcd9e8d57u;
            a = (uint32_t)(right >> 32) ^ b ^ key0;
            b = (uint32_t)right;
            c = (uint32_t)(left >> 32) ^ d ^ key1;
            d = (uint32_t)left;
            key0 += 0x9e3779b9u;
            key1 += 0xbb67ae85u;
        }
        output[4 * i] = (float)(int32_t)(a >> 8) * 0x1p-24f;
        output[4 * i + 1] = (float)(int32_t)(b >> 8) * 0x1p-24f;
        output[4 * i + 2] = (float)(int32_t)(c >> 8) * 0x1p-24f;
        output[4 * i + 3] = (float)(int32_t)(d >> 8) * 0x1p-24f;
    }
}

void cvk_fill_random(
    const uint32_t key[4], uint64_t draw, int64_t first, int64_t step, int64_t count, float *output) {
    uint64_t seed = key[0] | (uint64_t)key[1] << 32;
    draw += key[2] | (uint64_t)key[3] << 32;
    float block[4];
    int64_t done = 0;
    while (done < count && (step != 1 || (first + done) % 4 != 0)) {
        uint64_t number = (uint64_t)(first + done * step);
        cvk_random_blocks(seed, draw, number / 4, 1, block);
        output[done++] = block[number % 4];
    }
    if (done < count) {
        cvk_random_blocks(seed, draw, (uint64_t)(first + done) / 4, (count - done + 3) / 4, output + done);
    }
}
