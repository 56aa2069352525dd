/* factor: binds an authenticator to the account that is logged in. Secret and recovery codes are
 * made here, shown once on the terminal, and kept by nobody but the holder and, sealed, the hall.
 */
#include <string.h>

#include "gen/identity/set_factor.h"
#include "tools/hall/hall.h"

enum { ARENA_BYTES = 1 << 20, SECRET_SIGNS = 32, RECOVERY_CODES = 10, RECOVERY_SIGNS = 11 };

typedef struct binding {
    char secret[SECRET_SIGNS + 1], recovery[RECOVERY_CODES][RECOVERY_SIGNS + 1];
    char present[PASSWORD_BYTES], former[PASSWORD_BYTES], code[PASSWORD_BYTES];
} binding;

/* Base32 signs; each is five random bits. */
static void random_signs(char *out, unsigned n) {
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t random[SECRET_SIGNS];
    crypt_random(random, n);
    for (unsigned i = 0; i < n; i++) out[i] = signs[random[i] % 32];
    out[n] = '\0';
    crypt_wipe(random, sizeof random);
}

static void make(binding *b) {
    random_signs(b->secret, SECRET_SIGNS);
    for (unsigned i = 0; i < RECOVERY_CODES; i++) {
        random_signs(b->recovery[i], RECOVERY_SIGNS);
        b->recovery[i][RECOVERY_SIGNS / 2] = '-';
    }
}

static void show(const binding *b) {
    printf("验证器密钥 secret of the authenticator: %s\n"
           "otpauth://totp/hall?secret=%s&issuer=%%E5%%8A%%9E%%E4%%BA%%8B%%E5%%A4%%A7%%E5%%8E%%85\n"
           "备用码（每个只能用一次，请妥善保管） recovery codes, each for one use:\n",
           b->secret, b->secret);
    for (unsigned i = 0; i < RECOVERY_CODES; i++) printf("  %s\n", b->recovery[i]);
    fflush(stdout);
}

/* The former authenticator's code is left blank by who has none yet. */
static bool ask(binding *b) {
    if (!secret_ask("现密码 present password", b->present)) return false;
    if (!secret_ask("原验证器的验证码，首次绑定直接回车 code of the former authenticator, if any",
                    b->former))
        b->former[0] = '\0';
    return secret_ask("新验证器显示的验证码 code that the new authenticator shows", b->code);
}

/* A login that could do nothing before ends with it. */
static int bound(const Bus__Answer *answer, arena *a) {
    FactorSet *set = (FactorSet *) protobuf_c_message_unpack(
        &identity__factor_set__descriptor, arena_pb(a), answer->payload.len, answer->payload.data);
    if (!set) return say(EXIT_REFUSED, "The answer cannot be read.");
    say(EXIT_DONE, "已绑定 / The authenticator is bound.");
    if (!set->login_again) return EXIT_DONE;
    token_drop();
    return say(EXIT_DONE,
               "请凭验证器的下一个验证码重新登录 / Log in again with the authenticator's "
               "next code: hall login ACCOUNT");
}

static int bind_it(binding *b, arena *a) {
    SetFactor in = SET_FACTOR_INIT;
    char *codes[RECOVERY_CODES];
    for (unsigned i = 0; i < RECOVERY_CODES; i++) codes[i] = b->recovery[i];
    in.present = b->present;
    in.secret = b->secret;
    in.code = b->code;
    in.former_code = b->former;
    in.recovery_code = codes;
    in.n_recovery_code = RECOVERY_CODES;
    uint8_t token[32];
    if (!token_get(NULL, token)) return say(EXIT_REFUSED, "Log in first: hall login ACCOUNT");
    Bus__Answer *answer = NULL;
    const hall_act act = {opt.name, "identity.SetFactor", &in.base, token, NULL, NULL};
    status s = hall_call(&act, a, &answer);
    crypt_wipe(token, sizeof token);
    return s == OK ? bound(answer, a) : say_refusal("factor", s, answer);
}

int tool_factor(int argc, char **argv) {
    (void) argv;
    binding b = {.former = ""};
    if (argc != 1) return say(EXIT_USAGE, "hall factor");
    arena *a = arena_open(ARENA_BYTES);
    make(&b);
    show(&b);
    int code = ask(&b) ? bind_it(&b, a) : say(EXIT_USAGE, "Nothing was bound.");
    crypt_wipe(&b, sizeof b);
    arena_close(a);
    return code;
}
