/* Simple fields; see field.h. */
#include "workers/rules/field.h"

#include <string.h>

#include "proto/runtime/text.h"
#include "workers/rules/identifier/serial.h"

#define DIGITS "0123456789"

bool field_digits(const char *text, size_t n) {
    return strspn(text, DIGITS) == n && text[n] == 0;
}

status field_mobile(const char *text) {
    return field_digits(text, 11) && text[0] == '1' && text[1] >= '3' ? OK : E_MOBILE;
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

status field_name(const char *text, bool foreign) {
    size_t n = 0, left = strlen(text), bytes;
    bool joint = true; /* at the start or behind a joint: a letter or character must follow */
    for (uint32_t rune; left > 0; text += bytes, left -= bytes, n++) {
        bytes = text_next(text, left, &rune);
        if (bytes == 0) return E_NAME;
        bool letter = field_han(rune) || (foreign && rune >= 'A' && rune <= 'Z');
        bool between = rune == 0xB7 || (foreign && rune == ' ');
        if (!letter && (joint || !between)) return E_NAME;
        joint = !letter;
    }
    return n >= 2 && n <= 50 && !joint ? OK : E_NAME;
}

status field_bank_account(const char *text) {
    size_t n = strspn(text, DIGITS);
    return n >= 12 && n <= 19 && text[n] == 0 ? OK : E_BANK;
}

bool field_bank_luhn(const char *text) {
    size_t n = strlen(text) - 1;
    return serial_luhn(text, n) == text[n];
}
