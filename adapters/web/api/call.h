/* call: a command or query of the catalogue comes in by HTTP and goes out on the bus. Knows no
 * business: even the login is told apart only by its contract (an input with a field token_hash).
 * Inner header. */
#ifndef HALL_WEB_CALL_H
#define HALL_WEB_CALL_H

#include "adapters/web/door/request.h"

/* call_operation: header checks, then body or parameters to the bus. */
extern const route_operation call_operation;

/* call_envelope: an envelope for `command` with this request's id. call_answered: the bus's answer
 * as the response of a request whose route has a command. */
Bus__Envelope call_envelope(request *r, const command_type *command, ProtobufCBinaryData payload);
void call_answered(void *self, const Bus__Answer *answer);

/* call_purpose: why, in the envelope, as the headers say it; refuses the request when they are no
 * text. */
bool call_purpose(request *r, Bus__Envelope *e);

/* call_pack: a message as bytes in the arena; refuses the request when it is full. */
bool call_pack(request *r, const ProtobufCMessage *message, ProtobufCBinaryData *out);

#endif
