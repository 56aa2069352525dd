/* Simple fields; see field.h. */
#include "workers/rules/field.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "proto/runtime/text.h"
#include "workers/rules/identifier/serial.h"

#define DIGITS "0123456789"

enum { FIELD_PASTED_BYTES = 160, FIELD_EMAIL_CHARACTERS = 100 };

bool field_digits(const char *text, size_t n) {
    return strspn(text, DIGITS) == n && text[n] == 0;
}

status field_mobile(const char *text) {
    return field_digits(text, 11) && text[0] == '1' && text[1] >= '3' ? OK : E_MOBILE;
}

static const char *without_country(const char *digits) {
    static const char *const prefixes[] = {"+86", "0086", "86"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t n = strlen(prefixes[i]);
        if (!strncmp(digits, prefixes[i], n) && strlen(digits) == n + 11) return digits + n;
    }
    return digits;
}

/* fold_name knows every hyphen. */
bool field_digits_plain(const char *text, char *out, size_t room) {
    char folded[FIELD_PASTED_BYTES];
    const size_t bytes = strlen(text);
    size_t n = 0;
    if (bytes >= sizeof folded) return false;
    fold_name(text, bytes, folded);
    for (const char *at = folded; *at && n < room; at++)
        if (!strchr(" -().", *at)) out[n++] = *at;
    if (n >= room) return false;
    out[n] = '\0';
    return true;
}

bool field_phone_plain(const char *text, char out[FIELD_MOBILE_SIZE]) {
    char digits[FIELD_PASTED_BYTES];
    if (!field_digits_plain(text, digits, sizeof digits)) return false;
    const char *local = without_country(digits);
    if (strlen(local) >= FIELD_MOBILE_SIZE) return false;
    memcpy(out, local, strlen(local) + 1);
    return true;
}

status field_phone(const char *text) {
    return field_mobile(text) == OK ? OK : field_landline(text);
}

status field_email(const char *text) {
    static const char letters[] =
        DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._%+-";
    size_t name = strspn(text, letters), n = strlen(text);
    const char *domain = text + name + 1;
    if (!name || text[name] != '@' || n > FIELD_EMAIL_CHARACTERS) return E_FORM;
    const char *dot = strrchr(domain, '.');
    bool whole = domain[strspn(domain, letters)] == '\0' && !strpbrk(domain, "_%+");
    bool dotted =
        dot && dot != domain && strlen(dot) > 2 && domain[0] != '-' && !strstr(text, "..");
    return whole && dotted && text[0] != '.' && text[name - 1] != '.' && domain[0] != '.' ? OK
                                                                                          : E_FORM;
}

bool field_mobile_plain(const char *text, char out[FIELD_MOBILE_SIZE]) {
    char folded[4 * FIELD_MOBILE_SIZE], *end = folded; /* of as many characters, however wide */
    const size_t bytes = strlen(text);
    if (bytes >= sizeof folded) return false;
    fold_number(text, bytes, folded);
    for (const char *at = folded; *at; at++)
        if (*at != '-') *end++ = *at;
    *end = '\0';
    const char *digits = without_country(folded);
    if (strlen(digits) >= FIELD_MOBILE_SIZE) return false;
    memcpy(out, digits, strlen(digits) + 1);
    return true;
}

bool field_card_no(const char *text, char out[FIELD_CARD_SIZE]) {
    char folded[4 * FIELD_MOBILE_SIZE];
    const size_t bytes = strlen(text);
    if (bytes >= sizeof folded) return false;
    fold_number(text, bytes, folded);
    if (strlen(folded) != FIELD_CARD_SIZE - 1) return false;
    memcpy(out, folded, FIELD_CARD_SIZE);
    return strspn(out, DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == FIELD_CARD_SIZE - 1;
}

/* 7 or 8 digits: the number without its area code. */
static bool field_local(const char *text) {
    return field_digits(text, 7) || field_digits(text, 8);
}

status field_landline(const char *text) {
    if (field_local(text)) return OK;
    size_t digits = strspn(text, DIGITS);
    for (size_t area = 3; area <= 4; area++) {
        if (text[0] != '0' || digits < area) continue;
        if (field_local(text + area + (text[area] == '-'))) return OK;
    }
    return E_FORM;
}

status field_postcode(const char *text) {
    return field_digits(text, 6) ? OK : E_POSTCODE;
}

/* Blocks of Han characters: unified, extension A, compatibility, extensions B and later; and 〇. */
static bool field_han(uint32_t rune) {
    static const uint32_t block[][2] = {
        {0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0xF900, 0xFAFF}, {0x20000, 0x323AF}, {0x3007, 0x3007}};
    for (size_t i = 0; i < sizeof block / sizeof block[0]; i++)
        if (rune >= block[i][0] && rune <= block[i][1]) return true;
    return false;
}

/* Capitals as fold_name leaves them: ASCII, Latin-1, Latin Extended A and Additional. */
static bool field_latin(uint32_t rune) {
    return (rune >= 'A' && rune <= 'Z') || (rune >= 0xC0 && rune <= 0xDF && rune != 0xD7) ||
           (rune >= 0x100 && rune <= 0x17E) || (rune >= 0x1E00 && rune <= 0x1EFF);
}

/* "SMITH, JOHN", "JOHN F. DOE": behind these two a space may stand. */
static bool field_pauses(uint32_t rune) {
    return rune == ',' || rune == '.';
}

/* What stands between two letters of a name. */
static bool field_joins(uint32_t rune, bool foreign) {
    bool latin = rune == ' ' || rune == '-' || rune == '\'' || field_pauses(rune);
    return rune == 0xB7 || (foreign && latin);
}

status field_name(const char *text, bool foreign) {
    size_t n = 0, left = strlen(text), bytes;
    uint32_t before = ' '; /* at the start a letter or character must follow */
    for (uint32_t rune; left > 0; text += bytes, left -= bytes, n++, before = rune) {
        bytes = text_next(text, left, &rune);
        if (bytes == 0) return E_NAME;
        bool letter = field_han(rune) || (foreign && field_latin(rune));
        bool joint = field_joins(before, true);
        bool pause = rune == ' ' && n > 0 && field_pauses(before);
        if (!letter && (!field_joins(rune, foreign) || (joint && !pause))) return E_NAME;
    }
    bool ends_well = !field_joins(before, true) || (foreign && before == '.');
    return n >= 2 && n <= 50 && ends_well ? OK : E_NAME;
}

bool field_name_plain(const char *text, char *out, size_t room) {
    const size_t bytes = strlen(text);
    if (bytes >= room) return false;
    size_t n = fold_name(text, bytes, out);
    bool after_han = false;
    for (size_t at = 0, step; at < n; at += step) {
        uint32_t rune = 0, next = 0;
        step = text_next(out + at, n - at, &rune);
        if (step == 0) break; /* no text; field_name says so */
        if (rune == '.' && after_han && text_next(out + at + 1, n - at - 1, &next) &&
            field_han(next)) {
            if (n + 1 >= room) return false;
            memmove(out + at + 2, out + at + 1, n - at);
            memcpy(out + at, "\xC2\xB7", 2);
            step = 2;
            n++;
        }
        after_han = field_han(rune);
    }
    return true;
}

status field_bank_account(const char *text) {
    size_t n = strspn(text, DIGITS);
    return n >= 12 && n <= 19 && text[n] == 0 ? OK : E_BANK;
}

bool field_bank_luhn(const char *text) {
    size_t n = strlen(text) - 1;
    return serial_luhn(text, n) == text[n];
}
