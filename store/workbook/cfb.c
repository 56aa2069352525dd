/* cfb: see cfb.h. Sectors are numbered after the header; the FAT says which sector follows which.
 * Small streams live in 64-byte pieces of the root's stream. */
#include "store/workbook/cfb.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 512u
#define FREE_SECTOR 0xFFFFFFFAu /* this and above are no sectors */
#define MINI_BYTES 64u
#define MINI_CUTOFF 4096u
#define ENTRY_BYTES 128u
#define ENTRIES_MAX 4096u
#define WINDOW_BYTES 65536u

typedef struct chain {
    uint32_t n, *sector;
} chain;

typedef struct directory_entry {
    char name[32];
    uint8_t type; /* 1 storage, 2 stream, 5 root */
    uint32_t start;
    uint64_t bytes;
} directory_entry;

struct cfb {
    int fd;
    uint32_t sector_bytes, n_sectors, n_fat_sectors, n_fat, n_mini_fat, n_entries;
    uint32_t *fat, *mini_fat;
    directory_entry *entries;
    chain root;
};

struct cfb_stream {
    cfb *file;
    chain sectors;
    bool mini;
    uint64_t bytes, window_at, window_bytes;
    uint8_t window[WINDOW_BYTES];
};

static uint32_t u16(const uint8_t *at) {
    return (uint32_t) at[0] | (uint32_t) at[1] << 8;
}

static uint32_t u32(const uint8_t *at) {
    return u16(at) | u16(at + 2) << 16;
}

static bool read_at(int fd, uint64_t offset, void *out, size_t n) {
    return pread(fd, out, n, (off_t) offset) == (ssize_t) n;
}

static uint64_t sector_offset(const cfb *c, uint32_t sector) {
    return ((uint64_t) sector + 1) * c->sector_bytes;
}

/* The last sector may be cut short by writers that do not pad; the rest reads as zeros. */
static bool read_padded(const cfb *c, uint64_t offset, uint8_t *out, size_t n) {
    ssize_t got = pread(c->fd, out, n, (off_t) offset);
    if (got <= 0) return false;
    memset(out + got, 0, n - (size_t) got);
    return true;
}

static bool read_sector(const cfb *c, uint32_t sector, uint8_t *out) {
    return sector < c->n_sectors && read_padded(c, sector_offset(c, sector), out, c->sector_bytes);
}

/* Follows a chain; longer than the table means a loop. */
static bool follow(const uint32_t *table, uint32_t n_table, uint32_t start, chain *out) {
    uint32_t n = 0;
    for (uint32_t s = start; s < FREE_SECTOR; s = table[s])
        if (s >= n_table || ++n > n_table) return false;
    out->sector = calloc(n ? n : 1, sizeof *out->sector);
    if (!out->sector) return false;
    out->n = 0;
    for (uint32_t s = start; s < FREE_SECTOR; s = table[s]) out->sector[out->n++] = s;
    return true;
}

/* Appends one FAT sector's numbers. Excel lists more FAT sectors than the file needs; numbers of
 * sectors behind its end say nothing, and no file has more FAT sectors than sectors. */
static bool add_fat_sector(cfb *c, uint32_t sector, uint8_t *buffer) {
    uint32_t per_sector = c->sector_bytes / 4;
    if (c->n_fat_sectors++ >= c->n_sectors || !read_sector(c, sector, buffer)) return false;
    for (uint32_t i = 0; i < per_sector && c->n_fat < c->n_sectors; i++)
        c->fat[c->n_fat++] = u32(buffer + i * 4);
    return true;
}

/* FAT sectors are listed in the header and, for large files, in a chain of further sectors. */
static bool read_fat(cfb *c, const uint8_t *header, uint8_t *buffer, uint8_t *list) {
    uint32_t per_sector = c->sector_bytes / 4;
    c->fat = calloc(c->n_sectors, sizeof *c->fat);
    if (!c->fat) return false;
    for (uint32_t i = 0; i < 109; i++) {
        uint32_t sector = u32(header + 0x4C + i * 4);
        if (sector < FREE_SECTOR && !add_fat_sector(c, sector, buffer)) return false;
    }
    uint32_t next = u32(header + 0x44);
    for (uint32_t turns = 0; next < FREE_SECTOR; turns++) {
        if (turns > c->n_sectors || !read_sector(c, next, list)) return false;
        for (uint32_t i = 0; i + 1 < per_sector; i++) {
            uint32_t sector = u32(list + i * 4);
            if (sector < FREE_SECTOR && !add_fat_sector(c, sector, buffer)) return false;
        }
        next = u32(list + (per_sector - 1) * 4);
    }
    return true;
}

static void read_entry(const uint8_t *raw, directory_entry *out) {
    uint32_t length = u16(raw + 0x40) / 2;
    for (uint32_t i = 0; i + 1 < length && i < 31; i++)
        out->name[i] = (char) (raw[i * 2 + 1] == 0 && raw[i * 2] < 0x80 ? raw[i * 2] : '?');
    out->type = raw[0x42];
    out->start = u32(raw + 0x74);
    out->bytes = u32(raw + 0x78); /* the high half is only used by files we refuse by size */
}

static bool read_directory(cfb *c, uint32_t start, uint8_t *buffer) {
    chain sectors;
    uint32_t per_sector = c->sector_bytes / ENTRY_BYTES;
    if (!follow(c->fat, c->n_fat, start, &sectors)) return false;
    uint32_t wanted = sectors.n * per_sector;
    bool sound = sectors.n > 0 && sectors.n <= ENTRIES_MAX && wanted <= ENTRIES_MAX &&
                 (c->entries = calloc(wanted, sizeof *c->entries));
    for (uint32_t i = 0; sound && i < sectors.n; i++) {
        sound = read_sector(c, sectors.sector[i], buffer);
        for (uint32_t k = 0; sound && k < per_sector; k++)
            read_entry(buffer + k * ENTRY_BYTES, &c->entries[c->n_entries++]);
    }
    free(sectors.sector);
    return sound && c->entries[0].type == 5;
}

static bool read_mini_fat(cfb *c, uint32_t start, uint8_t *buffer) {
    chain sectors;
    if (!follow(c->fat, c->n_fat, start, &sectors)) return false;
    c->mini_fat = calloc((size_t) sectors.n * c->sector_bytes + 4, 1);
    bool sound = c->mini_fat;
    for (uint32_t i = 0; sound && i < sectors.n; i++) {
        sound = read_sector(c, sectors.sector[i], buffer);
        for (uint32_t k = 0; sound && k < c->sector_bytes / 4; k++)
            c->mini_fat[c->n_mini_fat++] = u32(buffer + k * 4);
    }
    free(sectors.sector);
    return sound && follow(c->fat, c->n_fat, c->entries[0].start, &c->root);
}

static bool load(cfb *c, uint64_t bytes_max) {
    uint8_t header[HEADER_BYTES], buffer[4096], list[4096];
    struct stat about;
    if (fstat(c->fd, &about) != 0 || about.st_size < (off_t) HEADER_BYTES ||
        (uint64_t) about.st_size > bytes_max || !read_at(c->fd, 0, header, sizeof header))
        return false;
    uint32_t shift = u16(header + 0x1E);
    if (shift != 9 && shift != 12) return false;
    c->sector_bytes = 1u << shift;
    c->n_sectors = (uint32_t) (((uint64_t) about.st_size + c->sector_bytes - 1) / c->sector_bytes);
    return read_fat(c, header, buffer, list) && read_directory(c, u32(header + 0x30), buffer) &&
           read_mini_fat(c, u32(header + 0x3C), buffer);
}

cfb *cfb_open(int fd, uint64_t bytes_max) {
    cfb *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->fd = fd;
    if (load(c, bytes_max)) return c;
    cfb_close(c);
    return NULL;
}

void cfb_close(cfb *c) {
    if (!c) return;
    free(c->fat);
    free(c->mini_fat);
    free(c->entries);
    free(c->root.sector);
    free(c);
}

static const directory_entry *find(const cfb *c, const char *name) {
    for (uint32_t i = 0; i < c->n_entries; i++)
        if (c->entries[i].type != 0 && strcasecmp(c->entries[i].name, name) == 0)
            return &c->entries[i];
    return NULL;
}

bool cfb_has(const cfb *c, const char *name) {
    return find(c, name);
}

cfb_stream *cfb_stream_open(cfb *c, const char *name) {
    const directory_entry *e = find(c, name);
    cfb_stream *s = e && e->type == 2 ? calloc(1, sizeof *s) : NULL;
    if (!s) return NULL;
    s->file = c;
    s->bytes = e->bytes;
    s->mini = e->bytes < MINI_CUTOFF;
    bool sound = s->mini ? follow(c->mini_fat, c->n_mini_fat, e->start, &s->sectors)
                         : follow(c->fat, c->n_fat, e->start, &s->sectors);
    uint64_t held = (uint64_t) s->sectors.n * (s->mini ? MINI_BYTES : c->sector_bytes);
    if (sound && s->bytes <= held) return s;
    cfb_stream_close(s);
    return NULL;
}

void cfb_stream_close(cfb_stream *s) {
    if (!s) return;
    free(s->sectors.sector);
    free(s);
}

/* One sector (or mini sector) of the stream into `out`. */
static bool read_piece(cfb_stream *s, uint32_t i, uint8_t *out) {
    const cfb *c = s->file;
    if (!s->mini) return read_sector(c, s->sectors.sector[i], out);
    uint64_t offset = (uint64_t) s->sectors.sector[i] * MINI_BYTES;
    uint64_t sector = offset / c->sector_bytes;
    if (sector >= c->root.n) return false;
    return read_padded(c, sector_offset(c, c->root.sector[sector]) + offset % c->sector_bytes, out,
                       MINI_BYTES);
}

static bool fill_window(cfb_stream *s, uint64_t offset) {
    uint32_t piece = s->mini ? MINI_BYTES : s->file->sector_bytes;
    uint32_t i = (uint32_t) (offset / piece);
    s->window_at = (uint64_t) i * piece;
    s->window_bytes = 0;
    for (; i < s->sectors.n && s->window_bytes + piece <= WINDOW_BYTES; i++) {
        if (!read_piece(s, i, s->window + s->window_bytes)) return s->window_bytes > 0;
        s->window_bytes += piece;
    }
    return s->window_bytes > 0;
}

bool cfb_read(cfb_stream *s, uint64_t offset, void *out, size_t n) {
    uint8_t *to = out;
    if (offset > s->bytes || n > s->bytes - offset) return false;
    while (n > 0) {
        bool inside = offset >= s->window_at && offset < s->window_at + s->window_bytes;
        if (!inside && (!fill_window(s, offset) || offset >= s->window_at + s->window_bytes))
            return false;
        size_t at = (size_t) (offset - s->window_at), have = (size_t) s->window_bytes - at;
        size_t take = n < have ? n : have;
        memcpy(to, s->window + at, take);
        to += take;
        offset += take;
        n -= take;
    }
    return true;
}
