#include "thread_pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define CTP_MAX_WORKERS 1024
/// How often a thread looks for work, or for the end of it, before it sleeps: some tens of microseconds.
#define CTP_SPINS 4000

/// The number of the job in the upper half, and how many of its chunks nobody has taken in the lower one: one
/// exchange takes a chunk of a job that is known to be still running.
static _Atomic uint64_t ticket;

// What the job is; written while no chunk can be taken.
static _Atomic(ctp_body *) job_body;
static _Atomic(void *) job_context;
static _Atomic int job_chunks, job_threads;
static _Atomic int chunks_done;

static atomic_flag is_busy = ATOMIC_FLAG_INIT;
static int worker_count;  // of the thread that holds `is_busy`

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_came = PTHREAD_COND_INITIALIZER, work_ended = PTHREAD_COND_INITIALIZER;
static _Atomic int sleeping_workers, is_caller_asleep;

static _Thread_local int thread_count = 1;

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/// Does chunks of the job that runs now as long as there are any.
static void take_chunks(int worker) {
    uint64_t seen = atomic_load(&ticket);
    while ((uint32_t)seen != 0) {
        ctp_body *body = atomic_load(&job_body);
        void *context = atomic_load(&job_context);
        int chunks = atomic_load(&job_chunks);
        if (worker >= atomic_load(&job_threads)) { return; }
        // If this succeeds, the job had a chunk left until now, and so all of the above is the job's.
        if (!atomic_compare_exchange_weak(&ticket, &seen, seen - 1)) { continue; }
        body(chunks - (int)(uint32_t)seen, worker, context);
        if (atomic_fetch_add(&chunks_done, 1) + 1 == chunks && atomic_load(&is_caller_asleep)) {
            pthread_mutex_lock(&mutex);
            pthread_cond_signal(&work_ended);
            pthread_mutex_unlock(&mutex);
        }
        seen = atomic_load(&ticket);
    }
}

static void wait_for_work(uint64_t job) {
    for (int spin = 0; spin < CTP_SPINS; spin++) {
        if (atomic_load(&ticket) >> 32 != job) { return; }
        pause_briefly();
    }
    pthread_mutex_lock(&mutex);
    atomic_fetch_add(&sleeping_workers, 1);
    while (atomic_load(&ticket) >> 32 == job) { pthread_cond_wait(&work_came, &mutex); }
    atomic_fetch_sub(&sleeping_workers, 1);
    pthread_mutex_unlock(&mutex);
}

static void *run_worker(void *number) {
    int worker = (int)(intptr_t)number;
    uint64_t job = 0;
    for (;;) {
        wait_for_work(job);
        job = atomic_load(&ticket) >> 32;
        take_chunks(worker);
    }
    return NULL;
}

static void start_workers(int wanted) {
    while (worker_count < wanted && worker_count < CTP_MAX_WORKERS) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, run_worker, (void *)(intptr_t)(worker_count + 1)) != 0) { return; }
        pthread_detach(thread);
        worker_count++;
    }
}

static void wait_for_the_end(int chunks) {
    for (int spin = 0; spin < CTP_SPINS; spin++) {
        if (atomic_load(&chunks_done) == chunks) { return; }
        pause_briefly();
    }
    pthread_mutex_lock(&mutex);
    atomic_store(&is_caller_asleep, 1);
    while (atomic_load(&chunks_done) != chunks) { pthread_cond_wait(&work_ended, &mutex); }
    atomic_store(&is_caller_asleep, 0);
    pthread_mutex_unlock(&mutex);
}

void ctp_run(int chunks, ctp_body *body, void *context) {
    int threads = thread_count < chunks ? thread_count : chunks;
    if (threads <= 1 || atomic_flag_test_and_set(&is_busy)) {
        for (int chunk = 0; chunk < chunks; chunk++) { body(chunk, 0, context); }
        return;
    }
    start_workers(threads - 1);
    atomic_store(&job_body, body);
    atomic_store(&job_context, context);
    atomic_store(&job_chunks, chunks);
    atomic_store(&job_threads, threads);
    atomic_store(&chunks_done, 0);
    atomic_store(&ticket, ((atomic_load(&ticket) >> 32) + 1) << 32 | (uint32_t)chunks);
    if (atomic_load(&sleeping_workers) > 0) {
        pthread_mutex_lock(&mutex);
        pthread_cond_broadcast(&work_came);
        pthread_mutex_unlock(&mutex);
    }
    take_chunks(0);
    wait_for_the_end(chunks);
    atomic_flag_clear(&is_busy);
}

void ctp_set_thread_count(int threads) {
    if (threads >= 1) { thread_count = threads; }
}

int ctp_thread_count(void) { return thread_count; }
