/* catalog: every option the canary sets comes back through options.proto, schema.proto and the
 * generator. */
#include "proto/runtime/catalog.h"

#include "kernel/schema.pb-c.h"
#include "tests/lib/canary.h"

static const field_type *field_of(const char *name) {
    const message_type *type = catalog_message("canary.SingSong");
    return &type->field[catalog_field(type, name)];
}

static void a_command_keeps_every_option(void **state) {
    (void) state;
    const command_type *c = catalog_command("canary.SingSong");
    assert_string_equal(c->service, "canary");
    assert_string_equal(c->method, "SingSong");
    assert_string_equal(c->path, "sing-song");
    assert_string_equal(c->kind, "B99");
    assert_int_equal(c->question, KERNEL__QUESTION_CATEGORY__ASK_BATCH);
    assert_string_equal(c->title.zh, "唱");
    assert_string_equal(c->title.en, "Sing");
    assert_string_equal(c->procedure.zh, "先吸气");
    assert_string_equal(c->procedure.en, "Breathe first");
    assert_string_equal(c->input->name, "canary.SingSong");
    assert_string_equal(c->output->name, "canary.SongSung");
    assert_string_equal(c->input->descriptor->fields[c->order_field[0]].name, "person_no");
    assert_int_equal(c->n_order, 1);
    assert_int_equal(c->order_kind, KERNEL__ORDER_KIND__ORDER_NUMBER); /* by its name */
    assert_int_equal(c->door, KERNEL__DOOR__INSIDE);
    assert_int_equal(c->queue_class, KERNEL__CLASS__BULK);
    assert_int_equal(c->timeout_ms, 1234);
    assert_int_equal(c->bytes_max, 4321);
    assert_true(c->window && c->secret && !c->query);
    assert_non_null(strstr(c->comment, "Sings one song."));
    c = catalog_command("canary.RehearseSong");
    assert_int_equal(c->review.when, KERNEL__WHEN__ABOVE);
    assert_int_equal(c->review.level, 2);
    assert_int_equal(c->review.approvers, 3);
    assert_int_equal(c->review.office, KERNEL__OFFICE__CENTRE);
    assert_true(c->intake && !c->secret);
}

static void a_topic_names_its_query_and_its_row(void **state) {
    (void) state;
    assert_int_equal(n_topics, 1);
    assert_string_equal(topics[0].word, "birds");
    assert_ptr_equal(topics[0].query, catalog_command("canary.CountNests"));
    assert_ptr_equal(topics[0].row, catalog_row("Bird"));
}

static void grants_keep_role_and_relation(void **state) {
    (void) state;
    const command_type *c = catalog_command("canary.SingSong");
    assert_int_equal(c->n_grant, 2);
    assert_int_equal(c->grants[0].role, KERNEL__ROLE__UNIT_OPERATOR);
    assert_int_equal(c->grants[0].relation, KERNEL__RELATION__OWN_UNIT);
    assert_int_equal(c->grants[1].role, KERNEL__ROLE__SYSTEM);
    assert_int_equal(c->grants[1].relation, KERNEL__RELATION__CITY);
}

static void a_grant_names_several_roles(void **state) {
    (void) state;
    const command_type *c = catalog_command("canary.BookBranch");
    assert_int_equal(c->n_grant, 12 + 2);
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(c->grants[i].role, KERNEL__ROLE__PERSON + (int) i);
        assert_int_equal(c->grants[i].relation, KERNEL__RELATION__SELF);
    }
    for (unsigned i = 8; i < 12; i++)
        assert_int_equal(c->grants[i].role, KERNEL__ROLE__OFFICE_DESK + (int) i - 8);
    assert_int_equal(c->grants[12].role, KERNEL__ROLE__SYSTEM);
    assert_int_equal(c->grants[13].role, KERNEL__ROLE__AUDITOR);
    assert_int_equal(c->grants[13].relation, KERNEL__RELATION__CITY);
}

static void a_door_follows_from_who_may_call(void **state) {
    (void) state;
    assert_int_equal(catalog_command("canary.RehearseSong")->door, KERNEL__DOOR__OUTSIDE);
    assert_int_equal(catalog_command("canary.ListenTo")->door, KERNEL__DOOR__OUTSIDE);
    assert_int_equal(catalog_command("canary.CountNests")->door, KERNEL__DOOR__INSIDE);
    assert_int_equal(catalog_command("canary.SweepNests")->door, KERNEL__DOOR__INTERNAL);
}

static void a_common_word_needs_no_label(void **state) {
    (void) state;
    const message_type *type = catalog_message("canary.ListenTo");
    assert_string_equal(type->field[0].label.zh, "个人编号");
    assert_string_equal(type->field[0].label.en, "person number");
}

static uint32_t shard_of(const char *tree, const char *branch, int32_t day) {
    BookBranch in = BOOK_BRANCH_INIT;
    static const uint8_t id[16] = {1};
    in.tree = (char *) tree;
    in.branch = (char *) branch;
    in.day = day;
    return catalog_shard(catalog_command("canary.BookBranch"), &in.base, id);
}

/* Equal keys meet in one shard, however they are typed; what differs in one field spreads. */
static void several_fields_order_together(void **state) {
    (void) state;
    assert_int_equal(catalog_command("canary.BookBranch")->n_order, 3);
    uint32_t one = shard_of("oak7", "x1", 20261102);
    assert_int_equal(one, shard_of("ｏａｋ７", " X1", 20261102));
    assert_int_not_equal(one, shard_of("oak7x", "1", 20261102));
    assert_int_not_equal(one, shard_of("x1", "oak7", 20261102));
    bool seen[SHARDS] = {false};
    unsigned n = 0;
    for (int32_t day = 0; day < 1000; day++) {
        uint32_t shard = shard_of("oak7", "x1", 20260000 + day);
        n += !seen[shard];
        seen[shard] = true;
    }
    assert_true(n > SHARDS * 9 / 10);
}

static void a_query_has_defaults(void **state) {
    (void) state;
    const command_type *c = catalog_command("canary.ListenTo");
    assert_true(c->query);
    assert_int_equal(c->queue_class, KERNEL__CLASS__QUERY);
    assert_int_equal(c->timeout_ms, 10000);
    assert_int_equal(c->bytes_max, 65536);
    assert_int_equal(c->review.when, KERNEL__WHEN__NEVER);
    assert_int_equal(c->review.approvers, 1);
}

static void fields_keep_their_options(void **state) {
    (void) state;
    const field_type *f = field_of("person_no");
    assert_string_equal(f->label.zh, "个人编号");
    assert_string_equal(f->label.en, "person number");
    assert_string_equal(f->json_name, "personNo");
    assert_string_equal(f->column, "编号");
    assert_string_equal(f->example, "1000000001");
    assert_int_equal(f->max, 10);
    assert_true(f->required);
    assert_int_equal(field_of("document_no")->personal, KERNEL__PERSONAL__DOCUMENT_NO);
    assert_int_equal(field_of("date")->unit, KERNEL__UNIT__DATE);
    assert_int_equal(field_of("wage_fen")->least, 1);
    assert_int_equal(field_of("wage_fen")->most, 1000000);
    assert_string_equal(field_of("request")->pattern, "uuid");
    assert_string_equal(field_of("feather")->codes, "feather");
    assert_string_equal(field_of("verse")->message->name, "canary.Verse");
    const message_type *song = catalog_message("canary.SingSong");
    assert_int_equal(field_of("document_hash")->hash_of, catalog_field(song, "document_no"));
    assert_int_equal(field_of("person_no")->hash_of, -1);
}

static void a_form_has_parts_and_what_fields_say_of_it(void **state) {
    (void) state;
    const message_type *song = catalog_message("canary.SingSong");
    assert_int_equal(song->n_group, 2);
    assert_string_equal(song->group[1].key, "song");
    assert_string_equal(song->group[1].label.zh, "歌");
    assert_string_equal(field_of("person_no")->help.en, "see the chart");
    assert_string_equal(field_of("person_no")->group, "who");
    assert_int_equal(field_of("date")->from, KERNEL__FROM__TODAY);
    assert_string_equal(field_of("word")->one_of, "end");
    assert_string_equal(field_of("beats")->preset, "4");
    assert_true(field_of("word")->wide && !field_of("beats")->wide);
    assert_string_equal(field_of("loud")->help.zh, "");
    assert_true(field_of("hatched")->at_counter && !field_of("date")->at_counter);
    assert_int_equal(catalog_message("canary.Verse")->n_group, 0);
}

static void a_row_keeps_key_and_indexes(void **state) {
    (void) state;
    const row_type *r = catalog_row("Bird");
    const message_type *m = r->message;
    assert_string_equal(r->table, "bird");
    assert_int_equal(r->n_index, 3);
    assert_int_equal(r->index[0].n, 2);
    assert_true(r->index[0].unique && r->index[1].unique && !r->index[2].unique);
    assert_int_equal(r->index[0].field[1], catalog_field(m, "number"));
    assert_int_equal(r->index[2].field[0], catalog_field(m, "district_code"));
    assert_int_equal(r->index[1].without, 0);
    assert_int_equal(r->index[2].without, 7);
    assert_int_equal(r->version, catalog_field(m, "version"));
    assert_int_equal(r->owner, catalog_field(m, "person_no"));
    assert_int_equal(r->unit_field, catalog_field(m, "unit_no"));
    assert_int_equal(r->district_field, catalog_field(m, "district_code"));
    assert_int_equal(r->person_field, catalog_field(m, "person_no"));
    assert_true(r->cache);
}

static void an_event_keeps_what_it_changes(void **state) {
    (void) state;
    const event_type *e = catalog_event("canary.SongHeard");
    assert_string_equal(e->title.en, "song heard");
    assert_int_equal(e->schema, 3);
    assert_int_equal(e->subject, catalog_field(e->message, "person_no"));
    assert_int_equal(e->n_apply, 1);
    assert_true(e->apply[0].create);
    assert_string_equal(e->apply[0].row->name, "Bird");
    assert_int_equal(e->apply[0].n_copy, 6);
    assert_int_equal(e->apply[0].n_set, 4);
    assert_int_equal(e->apply[0].set[0].kind, SET_NUMBER);
    assert_int_equal(e->apply[0].set[0].number, 2);
    assert_int_equal(e->apply[0].set[1].kind, SET_RECEIVED_AT);
    assert_int_equal(e->apply[0].set[2].kind, SET_ACTOR);
    assert_int_equal(e->apply[0].set[3].how, SET_PLUS);
    assert_int_equal(e->apply[0].set[3].number, 1);
}

static void a_block_keeps_its_fields_by_name(void **state) {
    (void) state;
    static const char *const names[] = {"document_no", "hatched_on", "name",
                                        "rare",        "ring",       "weight"};
    const message_type *bird = catalog_message("canary.Bird");
    const block_type *block = bird->block;
    assert_string_equal(block->name, "bird");
    assert_string_equal(bird->descriptor->fields[block->sealed].name, "sealed");
    assert_string_equal(bird->descriptor->fields[block->subject].name, "person_no");
    assert_int_equal(block->n, 6);
    for (unsigned i = 0; i < block->n; i++) {
        assert_string_equal(bird->descriptor->fields[block->field[i]].name, names[i]);
        assert_true(bird->field[block->field[i]].sealed);
    }
    assert_false(bird->field[catalog_field(bird, "document_hash")].sealed);
    assert_null(catalog_message("canary.SingSong")->block); /* a filing is never at rest */
}

/* The block is copied as one, none of its fields by itself. */
static void an_effect_copies_the_block_only(void **state) {
    (void) state;
    const event_type *e = catalog_event("canary.SongHeard");
    const apply_type *a = &e->apply[0];
    bool copied = false;
    for (unsigned i = 0; i < a->n_copy; i++) {
        assert_false(e->message->field[a->copy[i].from].sealed);
        copied |= a->copy[i].from == e->message->block->sealed;
    }
    assert_true(copied);
}

static void an_event_names_whose_keys_go(void **state) {
    (void) state;
    const event_type *e = catalog_event("canary.BirdLeft");
    assert_true(e->apply[0].remove && !e->apply[0].create);
    assert_int_equal(e->n_destroys, 2);
    assert_int_equal(e->destroys[0].list, -1);
    assert_int_equal(e->destroys[0].field, catalog_field(e->message, "person_no"));
    assert_int_equal(e->destroys[1].list, catalog_field(e->message, "egg"));
    assert_int_equal(e->destroys[1].field, 0);
    assert_int_equal(catalog_event("canary.SongHeard")->n_destroys, 0);
}

static void code_tables_hold_what_may_be_chosen(void **state) {
    (void) state;
    const code_table *t = catalog_codes("feather");
    assert_int_equal(t->n, 2);
    assert_string_equal(t->value[1].text, "02");
    assert_int_equal(t->value[1].number, 2);
    assert_string_equal(t->value[1].label.zh, "绿");
    assert_null(catalog_codes("fur"));
}

static void every_status_has_its_texts(void **state) {
    (void) state;
    status s = OK;
    assert_true(status_find("E_BUSY", &s));
    assert_int_equal(s, E_BUSY);
    assert_int_equal(status_http(E_BUSY), 503);
    assert_true(status_may_retry(E_BUSY));
    assert_true(status_is_warning(W_LATE_ENROL) && !status_is_warning(E_BUSY));
    assert_string_equal(status_name((status) 99999), "E_INTERNAL");
    for (unsigned i = 0; i < kernel__status__descriptor.n_values; i++) {
        const ProtobufCEnumValue *value = &kernel__status__descriptor.values[i];
        assert_string_equal(status_name((status) value->value), value->name);
        assert_true(status_text((status) value->value, false)[0] != 0);
        assert_true(status_text((status) value->value, true)[0] != 0);
    }
}

/* A row is shown, kept or told by another message that has fields of its names. */
static void fields_of_one_name_are_copied(void **state) {
    (void) state;
    uint8_t ring[] = {1, 2}, block[] = {9};
    Canary__Bird bird = CANARY__BIRD__INIT;
    Canary__SongHeard heard = CANARY__SONG_HEARD__INIT;
    bird.person_no = (char *) "1000000016";
    bird.number = 7;
    bird.name = (char *) "云雀";
    bird.songs = 3;
    bird.ring = (ProtobufCBinaryData){sizeof ring, ring};
    bird.sealed = (ProtobufCBinaryData){sizeof block, block};
    field_copy_named(&bird.base, &heard.base);
    assert_string_equal(heard.person_no, "1000000016");
    assert_int_equal(heard.number, 7);
    assert_string_equal(heard.name, "云雀");
    assert_ptr_equal(heard.ring.data, ring);
    assert_int_equal(heard.sealed.len, 0); /* a block is sealed for its own message */
}

static void two_messages_are_the_same_field_by_field(void **state) {
    (void) state;
    Canary__Bird one = CANARY__BIRD__INIT, other = CANARY__BIRD__INIT;
    const message_type *type = catalog_type_of(&one.base);
    const unsigned name = (unsigned) catalog_field(type, "name"),
                   number = (unsigned) catalog_field(type, "number");
    assert_true(field_same(type, name, &one.base, &other.base));
    one.name = (char *) "云雀";
    one.number = 1;
    assert_false(field_same(type, name, &one.base, &other.base));
    assert_false(field_same(type, number, &one.base, &other.base));
    other.name = (char *) "云雀";
    other.number = 1;
    assert_true(field_same(type, name, &one.base, &other.base));
    assert_true(field_same(type, number, &one.base, &other.base));
}

static void the_embedded_set_is_readable(void **state) {
    (void) state;
    Schema__Set *set =
        schema__set__unpack(arena_pb(box), catalog_descriptor_set_bytes, catalog_descriptor_set);
    bool found = false;
    assert_non_null(set);
    for (size_t i = 0; i < set->n_file; i++) found |= !strcmp(set->file[i]->package, "canary");
    assert_true(found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_keeps_every_option),
        cmocka_unit_test(a_topic_names_its_query_and_its_row),
        cmocka_unit_test(grants_keep_role_and_relation),
        cmocka_unit_test(a_grant_names_several_roles),
        cmocka_unit_test(a_door_follows_from_who_may_call),
        cmocka_unit_test(a_common_word_needs_no_label),
        cmocka_unit_test(several_fields_order_together),
        cmocka_unit_test(a_query_has_defaults),
        cmocka_unit_test(fields_keep_their_options),
        cmocka_unit_test(a_form_has_parts_and_what_fields_say_of_it),
        cmocka_unit_test(a_row_keeps_key_and_indexes),
        cmocka_unit_test(an_event_keeps_what_it_changes),
        cmocka_unit_test(a_block_keeps_its_fields_by_name),
        cmocka_unit_test(an_effect_copies_the_block_only),
        cmocka_unit_test(an_event_names_whose_keys_go),
        cmocka_unit_test(code_tables_hold_what_may_be_chosen),
        cmocka_unit_test(every_status_has_its_texts),
        cmocka_unit_test(fields_of_one_name_are_copied),
        cmocka_unit_test(two_messages_are_the_same_field_by_field),
        cmocka_unit_test(the_embedded_set_is_readable),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
