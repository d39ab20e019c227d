#!/usr/bin/env bash
# oneDNN's ReLU makes 0 of NaN, as an operation and as a post-op fused to a matrix product.
#
# oneDNN 2.6.3, Debian's libdnnl2 2.6.3-1 (x86-64); the same with DNNL_MAX_CPU_ISA set to SSE41 or AVX2. PyTorch's ReLU
# keeps NaN, and so does oneDNN's own matrix product without the post-op. So fusing a ReLU hides that an
# input or a weight is NaN: the network gives plausible outputs.
#
# Seen:
#   relu(nan): 0
#   matmul(nan, 1): nan
#   matmul(nan, 1) with relu as post-op: 0
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
apt-get download --quiet=2 libdnnl2=2.6.3-1 libdnnl-dev=2.6.3-1 2>apt.log || { cat apt.log >&2; exit 1; }
for package in *.deb; do dpkg -x "$package" root; done

cat >relu.c <<'C'
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <dnnl.h>

static void check(dnnl_status_t status) {
    if (status != dnnl_success) {
        fprintf(stderr, "oneDNN: status %d\n", status);
        exit(2);
    }
}

static dnnl_engine_t engine;
static dnnl_stream_t stream;
static dnnl_memory_desc_t one_by_one;

static dnnl_memory_t memory(float *value) {
    dnnl_memory_t memory;
    check(dnnl_memory_create(&memory, &one_by_one, engine, value));
    return memory;
}

static void run(dnnl_primitive_desc_t description, int count, const dnnl_exec_arg_t *arguments) {
    dnnl_primitive_t primitive;
    check(dnnl_primitive_create(&primitive, description));
    check(dnnl_primitive_execute(primitive, stream, count, arguments));
    check(dnnl_stream_wait(stream));
}

static float relu(float x) {
    float y;
    dnnl_eltwise_desc_t operation;
    dnnl_primitive_desc_t description;
    check(dnnl_eltwise_forward_desc_init(
        &operation, dnnl_forward_inference, dnnl_eltwise_relu, &one_by_one, 0, 0));
    check(dnnl_primitive_desc_create(&description, &operation, NULL, engine, NULL));
    run(description, 2, (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, memory(&x)}, {DNNL_ARG_DST, memory(&y)}});
    return y;
}

static float product(float x, float weight, int with_relu) {
    float y;
    dnnl_matmul_desc_t operation;
    dnnl_primitive_attr_t attributes;
    dnnl_post_ops_t post_ops;
    dnnl_primitive_desc_t description;
    check(dnnl_matmul_desc_init(&operation, &one_by_one, &one_by_one, NULL, &one_by_one));
    check(dnnl_primitive_attr_create(&attributes));
    check(dnnl_post_ops_create(&post_ops));
    if (with_relu) check(dnnl_post_ops_append_eltwise(post_ops, 1, dnnl_eltwise_relu, 0, 0));
    check(dnnl_primitive_attr_set_post_ops(attributes, post_ops));
    check(dnnl_primitive_desc_create(&description, &operation, attributes, engine, NULL));
    run(description, 3,
        (dnnl_exec_arg_t[]){
            {DNNL_ARG_SRC, memory(&x)}, {DNNL_ARG_WEIGHTS, memory(&weight)}, {DNNL_ARG_DST, memory(&y)}});
    return y;
}

int main(void) {
    const dnnl_dims_t sizes = {1, 1};
    check(dnnl_engine_create(&engine, dnnl_cpu, 0));
    check(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));
    check(dnnl_memory_desc_init_by_tag(&one_by_one, 2, sizes, dnnl_f32, dnnl_ab));
    printf("relu(nan): %g\n", fabsf(relu(NAN)));
    printf("matmul(nan, 1): %g\n", fabsf(product(NAN, 1, 0)));
    printf("matmul(nan, 1) with relu as post-op: %g\n", fabsf(product(NAN, 1, 1)));
}
C

libraries=$directory/root/usr/lib/x86_64-linux-gnu
cc -Iroot/usr/include -Iroot/usr/include/x86_64-linux-gnu relu.c -L"$libraries" -ldnnl -lm -o relu
seen=$(LD_LIBRARY_PATH=$libraries ./relu)
cd "$OLDPWD"
expected=$(sed -n 's/^#   \(relu\|matmul\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
