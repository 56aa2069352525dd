/* fault_words: finds the words of a fault in the contract and joins them as each language does. */
#include "proto/runtime/fault_words.h"

#include <inttypes.h>
#include <string.h>

/* The sentence of a reason says what to do. */
fault_words fault_words_of(status code, const char *reason) {
    fault_words out = {.next = {"", ""}};
    out.text.zh = status_sentence(code, reason, false);
    out.text.en = status_sentence(code, reason, true);
    if (*status_reason(code, reason, false)) return out;
    out.next.zh = status_next(code, false);
    out.next.en = status_next(code, true);
    return out;
}

fault_words fault_words_of_row(status code, const char *reason, int64_t other, arena *a) {
    fault_words out = fault_words_of(code, reason);
    if (!other || code != E_DUP_ROW) return out;
    const char *zh = arena_printf(a, "与第%" PRId64 "行是同一人：%s", other, out.text.zh);
    const char *en = arena_printf(a, "The same person as row %" PRId64 ": %s", other, out.text.en);
    if (zh && en) out.text = (text_pair){zh, en};
    return out;
}

static bool ends_with(const char *text, const char *mark) {
    size_t n = strlen(text), m = strlen(mark);
    return n >= m && !strcmp(text + n - m, mark);
}

static const char *mark_after(const char *text, bool english) {
    if (english) return ends_with(text, ".") ? " " : ". ";
    return ends_with(text, "。") || ends_with(text, "；") ? "" : "；";
}

const char *fault_words_joined(const fault_words *words, bool english, arena *a) {
    const char *text = text_pair_in(words->text, english),
               *next = text_pair_in(words->next, english);
    if (!*next) return text;
    const char *both = arena_printf(a, "%s%s%s", text, mark_after(text, english), next);
    return both ? both : text;
}
