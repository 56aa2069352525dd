/* Allocation of money over arrears; see allocate.h. */
#include "workers/rules/money/allocate.h"

__extension__ typedef __int128 wide; /* amount x due of two int64 */

static bool allocate_ordered(const allocate_line *a, const allocate_line *b) {
    return a->period < b->period || (a->period == b->period && a->insurance < b->insurance);
}

/* Order, signs, and that the sum of dues is a number; so no sum of a part can overflow later. */
static status allocate_check(int64_t amount_fen, const allocate_line *line, size_t n) {
    int64_t sum = 0;
    bool over = false;
    if (amount_fen < 0) return E_RANGE;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && !allocate_ordered(&line[i - 1], &line[i])) return E_RANGE;
        for (int part = 0; part < PARTS; part++) {
            if (line[i].due_fen[part] < 0) return E_RANGE;
            over |= __builtin_add_overflow(sum, line[i].due_fen[part], &sum);
        }
    }
    return over ? E_OVERFLOW : OK;
}

/* How many of the n lines of a period come before line i when single fen are given out: those with
 * a larger remainder, of equal ones the lower insurance code, which stands earlier. */
static int64_t allocate_rank(int64_t amount_fen, int64_t total_fen, const allocate_line *line,
                             size_t n, size_t i, int part) {
    int64_t before = 0;
    wide own = (wide) amount_fen * line[i].due_fen[part] % total_fen;
    for (size_t k = 0; k < n; k++) {
        wide other = (wide) amount_fen * line[k].due_fen[part] % total_fen;
        before += other > own || (other == own && k < i);
    }
    return before;
}

/* Less than the total over the lines of one period: pro rata with largest remainder. */
static void allocate_pro_rata(int64_t amount_fen, int64_t total_fen, allocate_line *line, size_t n,
                              int part) {
    int64_t left = amount_fen;
    for (size_t i = 0; i < n; i++) {
        line[i].paid_fen[part] = (int64_t) ((wide) amount_fen * line[i].due_fen[part] / total_fen);
        left -= line[i].paid_fen[part];
    }
    for (size_t i = 0; i < n; i++)
        line[i].paid_fen[part] += allocate_rank(amount_fen, total_fen, line, n, i, part) < left;
}

/* One part of one period; returns what the money then comes to. */
static int64_t allocate_part(int64_t amount_fen, allocate_line *line, size_t n, int part) {
    int64_t total = 0;
    for (size_t i = 0; i < n; i++) total += line[i].due_fen[part];
    if (amount_fen < total) {
        allocate_pro_rata(amount_fen, total, line, n, part);
        return 0;
    }
    for (size_t i = 0; i < n; i++) line[i].paid_fen[part] = line[i].due_fen[part];
    return amount_fen - total;
}

status allocate_money(int64_t amount_fen, allocate_line *line, size_t n,
                      int64_t *out_suspense_fen) {
    status s = allocate_check(amount_fen, line, n);
    if (s != OK) return s;
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && line[end].period == line[first].period;) end++;
        for (int part = 0; part < PARTS; part++)
            amount_fen = allocate_part(amount_fen, line + first, end - first, part);
    }
    *out_suspense_fen = amount_fen;
    return OK;
}
