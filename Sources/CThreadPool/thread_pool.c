#include "thread_pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#define CTP_MAX_THREADS 1024
/// What two threads write at once lies so far apart, in bytes: two cache lines, as processors fetch pairs.
#define CTP_APART 128
#define CTP_MICROSECOND 1000u
#define CTP_MILLISECOND 1000000u
/// How long a thread looks for work, or for the end of it, before it sleeps, in nanoseconds: some times as long as
/// the work lasts that a step does between two jobs, and no longer than it takes to wake a thread.
#define CTP_SPIN (50 * CTP_MICROSECOND)
/// A worker keeps the caller waiting if the last chunk takes longer than this and several usual ones: a good part of
/// the time slice that another program is given, far more than an interrupt takes.
#define CTP_PATIENCE (1 * CTP_MILLISECOND)
/// How long a worker rests that kept the caller waiting, at first and at most: a few time slices of the system.
#define CTP_SHORTEST_REST (4 * CTP_MILLISECOND)
#define CTP_LONGEST_REST (64 * CTP_MILLISECOND)

/// The number of the last job, in the upper half.
static _Alignas(CTP_APART) _Atomic uint64_t published;
/// How far that is: counts up, chunk by chunk, and is made to reach the job's number, in the upper half, with the last.
static _Alignas(CTP_APART) _Atomic uint64_t progress;
/// Who finished a chunk last, unless several did at the same time.
static _Atomic int last_worker;

/// What the job is; written while no chunk can be taken.
static _Alignas(CTP_APART) struct {
    _Atomic(ctp_body *) body;
    _Atomic(void *) context;
    _Atomic int chunks, threads;
} job;
/// The number of the next worker that is woken for the job, if it sleeps.
static _Alignas(CTP_APART) _Atomic int next_to_wake;

/// The threads of a job: the caller is number 0.
static struct {
    /// The number of the job, and in the lower half how many chunks of the thread's share of it nobody has taken: one
    /// exchange takes a chunk of a job that is known to be still running. A thread begins with its own share, so that
    /// job after job it finds the same places of memory in its caches, and then helps the others with theirs.
    _Alignas(CTP_APART) _Atomic uint64_t share;
    _Atomic int is_asleep;
    /// How long it is to rest before it takes another chunk, in nanoseconds.
    _Atomic uint64_t rest;
    pthread_mutex_t mutex;
    pthread_cond_t is_woken;
    /// The caller's account of the last rest.
    uint64_t length_of_rest, end_of_rest;
} threads[CTP_MAX_THREADS] = {{.mutex = PTHREAD_MUTEX_INITIALIZER, .is_woken = PTHREAD_COND_INITIALIZER}};

/// Whoever sets it is the caller, and reads and writes what follows.
static atomic_flag has_caller = ATOMIC_FLAG_INIT;
static int started_threads = 1, most_threads = CTP_MAX_THREADS;

static _Thread_local int thread_count = 1;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 * CTP_MILLISECOND + (uint64_t)time.tv_nsec;
}

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

// MARK: - Waiting

/// Returns when the upper half of `word` is no longer `number`.
static void wait_while(_Atomic uint64_t *word, uint64_t number, int thread) {
    for (uint64_t end = now() + CTP_SPIN; now() < end;) {
        for (int i = 0; i < 16; i++) {
            if (atomic_load_explicit(word, memory_order_acquire) >> 32 != number) { return; }
            pause_briefly();
        }
    }
    pthread_mutex_lock(&threads[thread].mutex);
    // Either this thread sees the word changed, or the one that changes it sees this one asleep.
    atomic_store(&threads[thread].is_asleep, 1);
    while (atomic_load(word) >> 32 == number) {
        pthread_cond_wait(&threads[thread].is_woken, &threads[thread].mutex);
    }
    atomic_store(&threads[thread].is_asleep, 0);
    pthread_mutex_unlock(&threads[thread].mutex);
}

/// Wakes a thread for whose word there is another number now; returns whether it slept.
static int wake(int thread) {
    if (!atomic_load(&threads[thread].is_asleep)) { return 0; }
    if (!atomic_exchange(&threads[thread].is_asleep, 0)) { return 0; }
    pthread_mutex_lock(&threads[thread].mutex);
    pthread_cond_signal(&threads[thread].is_woken);
    pthread_mutex_unlock(&threads[thread].mutex);
    return 1;
}

/// Wakes two more threads for a job that has so many; these wake others in turn.
static void wake_others(int threads_of_job) {
    for (int woken = 0; woken < 2;) {
        int thread = atomic_fetch_add_explicit(&next_to_wake, 1, memory_order_relaxed);
        if (thread >= threads_of_job) { return; }
        woken += wake(thread);
    }
}

// MARK: - Chunks

/// Where a thread's share of a job begins; it ends where the next one begins.
static int share_start(int thread, int chunks, int threads_of_job) {
    return (int)((int64_t)chunks * thread / threads_of_job);
}

/// Takes a chunk of a thread's share and does it, if there is one left; returns whether there was.
static int do_chunk(int thread, int worker, int is_first) {
    uint64_t seen = atomic_load_explicit(&threads[thread].share, memory_order_acquire);
    while ((uint32_t)seen != 0) {
        ctp_body *body = atomic_load_explicit(&job.body, memory_order_relaxed);
        void *context = atomic_load_explicit(&job.context, memory_order_relaxed);
        int chunks = atomic_load_explicit(&job.chunks, memory_order_relaxed);
        int threads_of_job = atomic_load_explicit(&job.threads, memory_order_relaxed);
        if (worker >= threads_of_job) { return 0; }
        if (atomic_load_explicit(&threads[worker].rest, memory_order_relaxed) != 0) { return 0; }
        // If this succeeds, the job had a chunk left until now, and so all of the above is the job's.
        if (!atomic_compare_exchange_weak_explicit(
                &threads[thread].share, &seen, seen - 1, memory_order_acq_rel, memory_order_acquire)) {
            continue;
        }
        if (is_first) { wake_others(threads_of_job); }
        body(share_start(thread + 1, chunks, threads_of_job) - (int)(uint32_t)seen, worker, context);
        atomic_store_explicit(&last_worker, worker, memory_order_relaxed);
        uint64_t done = atomic_fetch_add(&progress, 1) + 1;
        if ((uint32_t)done == 0 && worker != 0) { wake(0); }
        return 1;
    }
    return 0;
}

/// Does chunks of the job that runs now as long as there are any; returns how many.
static int do_chunks(int worker) {
    int done = 0, threads_of_job = atomic_load_explicit(&job.threads, memory_order_relaxed);
    for (int turn = 0; turn < threads_of_job; turn++) {
        while (do_chunk((worker + turn) % threads_of_job, worker, done == 0)) { done++; }
    }
    return done;
}

// MARK: - Workers

static void rest_if_asked(int worker) {
    uint64_t rest = atomic_load_explicit(&threads[worker].rest, memory_order_relaxed);
    if (rest == 0) { return; }
    struct timespec time = {0, (long)rest};
    nanosleep(&time, NULL);
    atomic_store_explicit(&threads[worker].rest, 0, memory_order_relaxed);
}

static void *run_worker(void *number) {
    int worker = (int)(intptr_t)number;
    uint64_t seen = 0;
    for (;;) {
        wait_while(&published, seen, worker);
        rest_if_asked(worker);
        seen = atomic_load_explicit(&published, memory_order_acquire) >> 32;
        do_chunks(worker);
    }
    return NULL;
}

static void start_threads(int wanted) {
    if (started_threads >= wanted || started_threads >= most_threads) { return; }
    // Signals are for the threads of the program.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (started_threads < wanted && started_threads < most_threads) {
        pthread_t thread;
        pthread_mutex_init(&threads[started_threads].mutex, NULL);
        pthread_cond_init(&threads[started_threads].is_woken, NULL);
        if (pthread_create(&thread, NULL, run_worker, (void *)(intptr_t)started_threads) == 0) {
            pthread_detach(thread);
            started_threads++;
        } else {
            most_threads = started_threads;
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/// Lets a worker rest that kept the caller waiting: its processor is taken by another program, and a chunk in its
/// hands takes as long as that runs. If it did no better after the last rest, it rests for twice as long.
static void send_to_rest(int worker, uint64_t time) {
    uint64_t last = threads[worker].length_of_rest;
    int is_again = last != 0 && time - threads[worker].end_of_rest < last;
    uint64_t rest = !is_again ? CTP_SHORTEST_REST : 2 * last < CTP_LONGEST_REST ? 2 * last : CTP_LONGEST_REST;
    threads[worker].length_of_rest = rest;
    threads[worker].end_of_rest = time + rest;
    atomic_store_explicit(&threads[worker].rest, rest, memory_order_relaxed);
}

// MARK: - Callers

static void run_with_others(int chunks, int wanted, ctp_body *body, void *context) {
    start_threads(wanted);
    atomic_store_explicit(&job.body, body, memory_order_relaxed);
    atomic_store_explicit(&job.context, context, memory_order_relaxed);
    atomic_store_explicit(&job.chunks, chunks, memory_order_relaxed);
    atomic_store_explicit(&job.threads, wanted, memory_order_relaxed);
    atomic_store_explicit(&next_to_wake, 1, memory_order_relaxed);
    uint64_t number = (atomic_load_explicit(&published, memory_order_relaxed) >> 32) + 1;
    atomic_store_explicit(&progress, (number << 32) - (uint64_t)chunks, memory_order_relaxed);
    for (int thread = 0; thread < wanted; thread++) {
        int left = share_start(thread + 1, chunks, wanted) - share_start(thread, chunks, wanted);
        atomic_store_explicit(&threads[thread].share, number << 32 | (uint32_t)left, memory_order_release);
    }
    uint64_t start = now();
    atomic_store(&published, number << 32);
    int done = do_chunks(0);
    if (atomic_load_explicit(&progress, memory_order_acquire) >> 32 == (uint32_t)number) { return; }
    uint64_t end = now();
    wait_while(&progress, (uint32_t)(number - 1), 0);
    uint64_t time = now(), usual = (end - start) / (uint64_t)(done > 0 ? done : 1);
    int last = atomic_load_explicit(&last_worker, memory_order_relaxed);
    if (time - end > CTP_PATIENCE + 4 * usual && last != 0) { send_to_rest(last, time); }
}

void ctp_run(int chunks, ctp_body *body, void *context) {
    int wanted = thread_count < chunks ? thread_count : chunks;
    if (wanted > 1 && !atomic_flag_test_and_set_explicit(&has_caller, memory_order_acquire)) {
        run_with_others(chunks, wanted, body, context);
        atomic_flag_clear_explicit(&has_caller, memory_order_release);
        return;
    }
    for (int chunk = 0; chunk < chunks; chunk++) { body(chunk, 0, context); }
}

void ctp_set_thread_count(int count) {
    if (count >= 1) { thread_count = count < CTP_MAX_THREADS ? count : CTP_MAX_THREADS; }
}

int ctp_thread_count(void) { return thread_count; }
