/* SPDX-License-Identifier: MIT */
#include "imapi/journal.h"

#include "api/size.h"
#include "base/api.h"
#include "base/context.h"
#include "base/mem.h"
#include "burn/journal.h"

struct imapi_journal {
	struct journal_facts facts;
};

IMAPI_API imapi_status imapi_journal_read(struct imapi_context *context, const char *path,
					  struct imapi_journal **ret_journal)
{
	AUTOFREE struct imapi_journal *journal = zalloc(sizeof(*journal));
	imapi_status status;

	if (!context || !path || !ret_journal)
		return IMAPI_E_POINTER;
	err_clear(&context->error);
	if (!journal)
		return err_no_memory(&context->error);
	status = journal_read(path, &journal->facts, &context->error);
	if (IMAPI_FAILED(status))
		return status;
	*ret_journal = STEAL(journal);
	return IMAPI_OK;
}

IMAPI_API struct imapi_journal *imapi_journal_free(struct imapi_journal *journal)
{
	if (journal)
		journal_facts_done(&journal->facts);
	free(journal);
	return NULL;
}

/* Text of a file that anybody may have written: printable, without blanks at its end. */
static void copy_text(char *to, const char *from, size_t length)
{
	while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\0'))
		length--;
	for (size_t i = 0; i < length; i++)
		to[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	to[length] = '\0';
}

IMAPI_API imapi_status imapi_journal_state(const struct imapi_journal *journal,
					   struct imapi_journal_state *ret_state)
{
	struct imapi_journal_state state = IMAPI_JOURNAL_STATE_INIT;
	const struct journal_head *head;

	if (!journal || !ret_state)
		return IMAPI_E_POINTER;
	head = &journal->facts.head;
	copy_text(state.vendor_id, head->vendor, sizeof(head->vendor));
	copy_text(state.product_id, head->product, sizeof(head->product));
	state.profile = head->profile;
	state.sessions = head->sessions;
	state.start_lba = (int64_t)head->start;
	state.bytes = head->length;
	state.sectors_needed = head->padded;
	if (journal->facts.has_checkpoint) {
		state.sectors_noted = journal->facts.last.accepted;
		state.closing = journal->facts.last.stage > JOURNAL_WRITING;
	}
	return size_copy(ret_state, &state, sizeof(state)) ? IMAPI_OK : IMAPI_E_INVALIDARG;
}

IMAPI_API const char *imapi_journal_note(const struct imapi_journal *journal)
{
	return journal ? journal->facts.note : "";
}
