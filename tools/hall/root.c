/* root: makes the account from which all others come. The one-time code is made here, shown once,
 * and stands nowhere else. */
#include <string.h>

#include "identity/create_root.pb-c.h"
#include "proto/runtime/crypt/crypt.h"
#include "tools/hall/hall.h"

enum { ARENA_BYTES = 1 << 20, CODE_BYTES = 24 };

/* Letters and digits that are not mistaken for one another, in fours; no vowels, so no words. */
static void make_code(char out[CODE_BYTES]) {
    static const char signs[] = "BCDFGHJKMNPQRSTVWXYZ23456789bcdf";
    uint8_t random[16];
    crypt_random(random, sizeof random);
    char *at = out;
    for (unsigned i = 0; i < sizeof random; i++) {
        if (i && i % 4 == 0) *at++ = '-';
        *at++ = signs[random[i] % 32];
    }
    *at = '\0';
    crypt_wipe(random, sizeof random);
}

int tool_root(int argc, char **argv) {
    Identity__CreateRoot in = IDENTITY__CREATE_ROOT__INIT;
    const char *name = flag(&argc, argv, "name"), *number = flag(&argc, argv, "document-no");
    char code[CODE_BYTES];
    if (argc != 2 || !name || !number)
        return say(EXIT_USAGE, "hall root LOGIN_NAME --name NAME --document-no NUMBER");
    arena *a = arena_open(ARENA_BYTES);
    Bus__Answer *answer = NULL;
    make_code(code);
    in.login_name = argv[1];
    in.name = arena_dup(a, name);
    in.document_type = 201;
    in.document_no = arena_dup(a, number);
    in.code = code;
    const hall_act act = {"operator", "identity.CreateRoot", &in.base, NULL, NULL, NULL};
    status s = hall_call(&act, a, &answer);
    int exit_code = s == OK ? EXIT_DONE : say_refusal(argv[1], s, answer);
    if (s == OK) printf("%s\n", code);
    if (s == OK)
        say(0, "一次性密码，72小时内有效，只显示一次；请用它登录并设置密码。/ A one-time code for "
               "72 hours, "
               "shown once: log in with it and set a password.");
    crypt_wipe(code, sizeof code);
    arena_close(a);
    return exit_code;
}
