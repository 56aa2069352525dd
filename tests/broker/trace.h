/* trace: runs a readable script against the route with virtual time, and compares what the route
 * wanted to send with the lines beginning with ">" (as cowsql/raft's fixtures do).
 *
 *     limits filing=2 query=2 bulk=2 open=16 redeliveries=6    first line, optional
 *     at 1500                     time goes on to 1500 ms (a tick)
 *     jump 9000                   the same with one tick only: the broker stood still
 *     hello w1 credit=2 [services=enrolment] [weight=2]
 *     file c1 id=1 shard=7 ttl=1000      a filing; look = a query; load = bulk
 *     answer w1 id=1 | credit w1 2 | beat w1 | pulse w1 | leave w1 | gone w1 | watch c1 | hint w1
 * 42 drain | stop | owner 7      (who owns shard 7 of enrolment) > w1 work id=1 shard=7 delivery=1
 *
 * Every frame given must be released or still be open at the end. */
#ifndef TESTS_BROKER_TRACE_H
#define TESTS_BROKER_TRACE_H

#include <stdbool.h>

/* trace_run: true when the trace is as expected; else prints both. */
bool trace_run(const char *path);

#endif
