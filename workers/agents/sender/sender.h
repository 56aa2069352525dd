/* sender: how a text reaches a phone. One of them stands behind hall-sender; another (SMS, mail) is
 * another file with the same functions and a line in main.c. */
#ifndef HALL_AGENTS_SENDER_H
#define HALL_AGENTS_SENDER_H

/* no: 32 hexadecimal characters, the same for one text for ever. All borrowed until return. */
typedef struct text_message {
    const char *no, *mobile, *text;
} text_message;

/* send: takes the text to its phone, once. NULL when it is on its way for certain; else a word of
 * at most 32 characters for the operator, without anything personal. Never asked again for it.
 * tidy: takes away what is kept of texts that were settled long ago; called from time to time. */
typedef struct sender {
    void *self;
    const char *(*send)(void *self, const text_message *message);
    void (*tidy)(void *self);
} sender;

/* sender_folder: the sender of demonstrations: each text becomes a file of the folder, readable by
 * its owner only, for a day; `hall outbox` shows them. path: borrowed; the folder must exist. */
sender sender_folder(const char *path);

#endif
