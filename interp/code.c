/* code: names of the instructions, and the disassembler. All from code.def. */
#include "interp/code.h"

const char *const code_names[CODES] = {
#define CODE(name, operands, about) #name,
#include "interp/code.def"
#undef CODE
};

const char *const code_operands[CODES] = {
#define CODE(name, operands, about) operands,
#include "interp/code.def"
#undef CODE
};

static void print_operand(const code *c, uint32_t at, char kind, int x, buf *out)
{
    switch (kind) {
    case 'r': buf_printf(out, " R%u", insn_register((uint16_t)x)); break;
    case 'k':
    case 'K':
        buf_printf(out, " K%d=", x);
        value_repr(c->constants[x], out);
        break;
    case 'j':
    case 'J': buf_printf(out, " -> %d", (int)(insn_target(&c->insns[at]) - c->insns)); break;
    case 'v': buf_printf(out, " %s.%s", kind_words[verb_words[x].kind].name, verb_words[x].name); break;
    case '-': break;
    default: buf_printf(out, " %d", x); break;
    }
}

static void print_insn(const code *c, uint32_t at, buf *out)
{
    const insn *i = &c->insns[at];
    const char *kinds = code_operands[i->op];
    buf_printf(out, "  %4u  line %-4u %-12s", at, c->places[at].line, code_names[i->op]);
    for (int k = 0; kinds[k]; k++) {
        bool wide = kinds[k] >= 'A' && kinds[k] <= 'Z';
        print_operand(c, at, kinds[k], wide ? i->bx : k == 0 ? i->a : k == 1 ? i->b : i->c, out);
    }
    buf_char(out, '\n');
}

void code_print(const program *p, const code *c, buf *out)
{
    (void)p;
    buf_printf(out, "%s: %u parameters, %u registers\n", c->name, c->parameter_count, c->registers);
    for (uint32_t i = 0; i < c->count; i++)
        print_insn(c, i, out);
    for (uint32_t i = 0; i < c->handler_count; i++)
        buf_printf(out, "  errors in [%u, %u) -> %u, in R%u\n", c->handlers[i].from, c->handlers[i].to, c->handlers[i].target,
                   c->handlers[i].error);
}
