/* letters: takes the letters and prints them at once. What is printed stands nowhere: the document
 * is in memory until it is sent. */
#include "adapters/web/api/letters.h"

#include <sys/mman.h>
#include <unistd.h>

#include "adapters/web/api/call.h"
#include "adapters/web/api/confirm.h"
#include "adapters/web/api/download.h"
#include "identity/take_letters.pb-c.h"
#include "proto/runtime/log.h"
#include "proto/runtime/uuid.h"
#include "store/letter/letter.h"

/* A page takes some 20 ms of the loop that serves everybody. */
enum { LETTERS_AT_ONCE = 20 };

/* Their codes are taken by now: what cannot be printed is given anew, by a reset. */
static void print(request *r, const Identity__LettersTaken *letters) {
    char missing[LETTER_SIGN_BYTES] = "";
    int fd = memfd_create("hall-letters", MFD_CLOEXEC);
    status s = fd >= 0 ? letter_print(letters, fd, missing) : E_UNAVAILABLE;
    if (s != OK) {
        if (fd >= 0) close(fd);
        log_error("letters_not_printed", log_status(s), log_text("sign", missing));
        request_refuse_code(r, s, NULL);
        return;
    }
    download_file(r, fd, "application/pdf", "activation-letters.pdf", "激活通知单.pdf");
    if (letters->more && r->response) MHD_add_response_header(r->response, "X-More", "1");
}

static void taken(void *self, const Bus__Answer *answer) {
    request *r = self;
    Identity__LettersTaken *letters =
        answer->status == OK ? identity__letters_taken__unpack(arena_pb(r->a), answer->payload.len,
                                                               answer->payload.data)
                             : NULL;
    if (answer->status != OK)
        request_refuse(r, problem_of(answer));
    else if (letters)
        print(r, letters);
    else
        request_refuse_code(r, E_INTERNAL, NULL);
    request_resume(r);
}

void letters_work(request *r) {
    static const char *const known[] = {"account_no", NULL};
    Identity__TakeLetters input = IDENTITY__TAKE_LETTERS__INIT;
    ProtobufCBinaryData payload;
    const char *account_no = request_parameter(r, "account_no");
    r->route.command = catalog_command("identity.TakeLetters");
    if (!request_only(r, known) || !request_cookie(r, false)) return;
    input.account_no = (char *) (uintptr_t) (account_no ? account_no : "");
    input.limit = LETTERS_AT_ONCE;
    if (!call_pack(r, &input.base, &payload)) return;
    uuid_v7(r->id);
    Bus__Envelope e = call_envelope(r, r->route.command, payload);
    if (!call_purpose(r, &e)) return;
    if (confirm_wanted(r, &e))
        confirm_send(r, arena_copy(r->a, &e, sizeof e), taken);
    else
        request_send(r, &e, r->route.command->timeout_ms, taken);
}
