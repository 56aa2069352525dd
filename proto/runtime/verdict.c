/* verdict: the list of all faults of a filing. */
#include "proto/runtime/verdict.h"

#include <string.h>

bool faults_name(const faults *list, const char *field) {
    for (size_t i = 0; i < list->n; i++) {
        const char *named = list->fault[i].field;
        if (named && field ? !strcmp(named, field) : named == field) return true;
    }
    return false;
}

bool faults_add(faults *list, verdict v) {
    if (!refused(v)) return false;
    if (list->n < FAULTS_MAX && !faults_name(list, v.field)) list->fault[list->n++] = v;
    return true;
}

verdict faults_first(const faults *list) {
    return list->n ? list->fault[0] : accept();
}
