#ifndef CHAINRULE_THREAD_POOL_H
#define CHAINRULE_THREAD_POOL_H

/// One piece of a job. `worker` is 0 for the thread that asked for the job and below its number of threads for all
/// others: no two threads of a job have the same, so it names a piece of memory to work in.
typedef void ctp_body(int chunk, int worker, void *context);

/// Calls `body` for every chunk of 0 ..< chunks, and returns when all are done.
///
/// Any thread takes the next chunk, the caller too: one that loses its processor delays its own chunk only. So which
/// thread does what is not known; where chunks begin and end must follow from shapes alone, so that results do not
/// depend on the number of threads. A job that is started within another one, or while another thread's job runs,
/// is done by its caller alone.
void ctp_run(int chunks, ctp_body *body, void *context);

/// How many threads a job of the calling thread may have, itself among them; 1 until it is set.
void ctp_set_thread_count(int threads);
int ctp_thread_count(void);

#endif
