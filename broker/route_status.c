/* route_status: what an operator sees of a broker. */
#include "broker/route_state.h"

static const char *const class_names[ROUTE_CLASSES] = {[KERNEL__CLASS__FILING] = "filing",
                                                       [KERNEL__CLASS__QUERY] = "query",
                                                       [KERNEL__CLASS__BULK] = "bulk"};

/* Shards of the service in which it owns most. */
static uint32_t shards_of(const route *r, unsigned w) {
    uint32_t most = 0;
    for (unsigned s = 0; s < r->options.n_service; s++) {
        uint32_t n = 0;
        for (unsigned shard = 0; shard < SHARDS; shard++) n += r->owner[s][shard] == w;
        most = n > most ? n : most;
    }
    return most;
}

void route_status(const route *r, Bus__BrokerStatus *out, Bus__QueueStatus queues[ROUTE_CLASSES],
                  Bus__WorkerStatus workers[ROUTE_WORKERS_MAX]) {
    out->answered = r->answered;
    out->refused_busy = r->refused_busy;
    out->refused_deadline = r->refused_deadline;
    out->resent = r->resent;
    for (unsigned queue_class = 0; queue_class < ROUTE_CLASSES; queue_class++) {
        bus__queue_status__init(&queues[queue_class]);
        queues[queue_class].class_ = (char *) class_names[queue_class];
        queues[queue_class].waiting = r->waiting[queue_class];
        queues[queue_class].limit = r->options.limit[queue_class];
    }
    out->n_queue = ROUTE_CLASSES;
    out->n_worker = 0;
    for (unsigned w = 0; w < ROUTE_WORKERS_MAX; w++) {
        const worker *it = &r->worker[w];
        if (!it->used) continue;
        Bus__WorkerStatus *line = &workers[out->n_worker++];
        bus__worker_status__init(line);
        line->name = (char *) it->name;
        line->shards = shards_of(r, w);
        line->open = it->open;
        line->credit = it->credit;
        line->leaving = it->leaving;
    }
}
