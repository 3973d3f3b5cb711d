/* shape: what is known of the calls of methods before they are made: for each kind of object that may turn out to be the receiver, the verb
 * whose parameters the arguments just are, or where the parameters of a function of the prelude are found among them. What is not known
 * here the machine works out when it makes the call (vm_call.c). */
#include "interp/code.h"
#include "interp/params.h"

/* The verb of a method that is given its parameters by their places, and is none of the prelude's. */
static uint16_t plain_verb(const member *m, const shape *s, int kind)
{
    uint16_t verb = m->verbs[kind], flags = verb_words[verb].flags;
    bool reached = verb != VERB_none && (s->inner || !(flags & (VERB_INNER | VERB_PROPERTY)));
    const fit *f = &m->verb_fits[kind];
    bool fits = !s->named && s->count >= f->required && s->count <= f->positional;
    return reached && m->wrapped[kind] == NOT_FOUND && fits ? verb : VERB_none;
}

/* Where a parameter is found among the arguments of such a shape. */
static uint8_t shape_place(const shape *s, const params *all, int number)
{
    uint32_t positional = s->count - s->named;
    for (uint32_t i = 0; i < s->named; i++)
        if (params_find(all, s->names[i]) == number)
            return (uint8_t)(positional + i);
    return !all->at[number].named_only && (uint32_t)number < positional ? (uint8_t)number : NO_PLACE;
}

/* False: some argument has no place, or some parameter no argument. The machine says which when it comes to that. */
static bool shape_places(const shape *s, const params *all, uint8_t *places)
{
    uint32_t used = 0;
    for (int i = 0; i < all->count; i++) {
        places[i] = shape_place(s, all, i);
        used += places[i] != NO_PLACE;
        if (places[i] == NO_PLACE && !all->at[i].optional)
            return false;
    }
    return used == s->count;
}

static void wrap_shape(program *p, shape *s, int kind)
{
    params all = params_parse(verb_words[p->members[s->member].verbs[kind]].parameters);
    uint8_t *places = arena_alloc(p->memory, PARAMS_MOST);
    if (!places || all.rest || !shape_places(s, &all, places))
        return;
    s->wrapped = (uint8_t)kind;
    s->places = places;
}

static void plain_shape(program *p, shape *s)
{
    const member *m = &p->members[s->member];
    for (int kind = 0; kind < KINDS; kind++) {
        s->plain[kind] = plain_verb(m, s, kind);
        s->left_out[kind] = s->plain[kind] == VERB_none ? 0 : (uint8_t)(m->verb_fits[kind].total - s->count);
        if (m->wrapped[kind] != NOT_FOUND)
            wrap_shape(p, s, kind);
    }
}

/* What is known of the calls of methods before they are made. */
void shapes_finish(program *p)
{
    for (uint32_t i = 0; i < p->shape_count; i++)
        if (p->shapes[i].member != NOT_FOUND)
            plain_shape(p, &p->shapes[i]);
}
