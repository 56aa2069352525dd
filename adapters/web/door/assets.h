/* assets: the files of adapters/web/pages/ui and of the API viewer, embedded into the program at
 * build time, so that no page asks a foreign host for anything. Inner header. */
#ifndef HALL_WEB_ASSETS_H
#define HALL_WEB_ASSETS_H

struct request;

/* One embedded file. `begin` is followed by a NUL that is not counted. */
typedef struct asset {
    const char *name;
    const unsigned char *begin, *end;
} asset;

extern const asset assets[];
extern const unsigned n_assets;

/* assets_find: NULL: not there at build time. assets_work: answers GET /assets/<name>. */
const asset *assets_find(const char *name);
void assets_work(struct request *r);

#endif
