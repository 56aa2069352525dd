/* list_unit_operators (S61): who files for a unit, by an account of its own or by a grant. */
#include "gen/identity/list_unit_operators.h"
#include "gen/identity/rows.h"

static void add(UnitOperatorList *reply, UnitOperator *one, const char *account_no, bool granted,
                bool ended) {
    *one = (UnitOperator) UNIT_OPERATOR_INIT;
    one->account_no = lend(account_no);
    one->granted = granted;
    one->ended = ended;
    reply->operators[reply->n_operators++] = one;
}

verdict identity_list_unit_operators(const context *ctx, view *rows, const ListUnitOperators *in,
                                     changes *out) {
    (void) ctx;
    row_list own = list_account_by_unit_no(rows, in->unit_no);
    row_list granted = list_unit_grant_by_unit_no(rows, in->unit_no);
    UnitOperatorList reply = UNIT_OPERATOR_LIST_INIT;
    UnitOperator *one = arena_alloc(view_arena(rows), (own.n + granted.n + 1) * sizeof *one);
    reply.operators =
        arena_alloc(view_arena(rows), (own.n + granted.n + 1) * sizeof *reply.operators);
    if (!one || !reply.operators) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < own.n; i++) {
        const Account *account = (const Account *) own.row[i];
        add(&reply, one, account->account_no, false, account->disabled);
        one->asleep = account->asleep;
        one++->must_change_password = account->must_change_password;
    }
    for (size_t i = 0; i < granted.n; i++) {
        const UnitGrant *held = (const UnitGrant *) granted.row[i];
        add(&reply, one++, held->account_no, true, held->ended);
    }
    changes_reply(out, &reply.base);
    return accept();
}
