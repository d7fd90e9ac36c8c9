/* SPDX-License-Identifier: MIT */
#include "transport/iscsi-place.h"

#include "support/t.h"

#include <stdio.h>
#include <string.h>

static struct iscsi_place good(const char *address)
{
	struct iscsi_place place;
	const char *wrong = place_parse(address, &place);

	ck_assert_msg(!wrong, "%s: %s", address, wrong);
	return place;
}

static void is_bad(const char *address, const char *why)
{
	struct iscsi_place place;
	const char *wrong = place_parse(address, &place);

	ck_assert_msg(wrong && strstr(wrong, why), "%s: %s", address, wrong ? wrong : "good");
}

static void is_shown(const char *address, const char *shown)
{
	char *text = place_redact(address);

	ck_assert_str_eq(text, shown);
	free(text);
}

T(host_target_and_lun_are_enough)
{
	struct iscsi_place place = good("iscsi://dvd.example/iqn.2026-01.org.example:dvd/1");

	ck_assert_str_eq(place.host, "dvd.example");
	ck_assert_str_eq(place.port, "3260");
	ck_assert_str_eq(place.portal, "dvd.example:3260");
	ck_assert_str_eq(place.target, "iqn.2026-01.org.example:dvd");
	ck_assert_uint_eq(place.lun, 1);
	ck_assert_uint_eq(place.timeout, 30);
	ck_assert_int_eq(place.digest, -1);
	ck_assert_str_eq(place.user, "");
	ck_assert_str_eq(place.secret, "");
}

T(an_address_may_say_everything)
{
	struct iscsi_place place =
		good("iscsi://bob%s3cret@10.0.0.1:3261/iqn.x/16383?timeout=3600&"
		     "header_digest=crc32c&target_user=t&target_password=p");

	ck_assert_str_eq(place.portal, "10.0.0.1:3261");
	ck_assert_str_eq(place.user, "bob");
	ck_assert_str_eq(place.secret, "s3cret");
	ck_assert_str_eq(place.target_user, "t");
	ck_assert_str_eq(place.target_secret, "p");
	ck_assert_uint_eq(place.lun, 16383);
	ck_assert_uint_eq(place.timeout, 3600);
	ck_assert_int_eq(place.digest, 1);
	ck_assert_int_eq(good("iscsi://h/t/0?header_digest=none").digest, 0);
}

T(a_colon_divides_user_and_secret_as_well)
{
	struct iscsi_place place = good("iscsi://bob:s3@h/t/0");

	ck_assert_str_eq(place.user, "bob");
	ck_assert_str_eq(place.secret, "s3");
}

T(a_secret_may_hold_what_divides_the_rest)
{
	struct iscsi_place place = good("iscsi://bob%a@b/c:d%e@h:1/t/0");

	ck_assert_str_eq(place.user, "bob");
	ck_assert_str_eq(place.secret, "a@b/c:d%e");
	ck_assert_str_eq(place.portal, "h:1");
}

T(an_ipv6_address_stands_in_brackets)
{
	struct iscsi_place place = good("iscsi://[fe80::1%25eth0]:99/t/0");

	ck_assert_str_eq(place.host, "fe80::1%25eth0");
	ck_assert_str_eq(place.port, "99");
	ck_assert_str_eq(good("iscsi://[::1]/t/0").portal, "[::1]:3260");
	is_bad("iscsi://[::1/t/0", "]");
	is_bad("iscsi://[::1]9/t/0", "between host and port");
	is_bad("iscsi://[]/t/0", "host");
}

T(percent_and_two_digits_stand_for_a_character_of_the_target)
{
	ck_assert_str_eq(good("iscsi://h/iqn.x%3advd%2F1/0").target, "iqn.x:dvd/1");
	ck_assert_str_eq(good("iscsi://h/iqn%/0").target, "iqn%");
	ck_assert_str_eq(good("iscsi://h/iqn%4/0").target, "iqn%4");
	ck_assert_str_eq(good("iscsi://h/iqn%zz/0").target, "iqn%zz");
	ck_assert_str_eq(good("iscsi://h/iqn%00/0").target, "iqn%00");
}

T(what_is_missing_or_wrong_is_named)
{
	is_bad("", "iscsi://");
	is_bad("iser://h/t/0", "iscsi://");
	is_bad("iscsi://", "host");
	is_bad("iscsi://u%s@/t/0", "host");
	is_bad("iscsi://:3260/t/0", "host");
	is_bad("iscsi://h", "target");
	is_bad("iscsi://h/", "target");
	is_bad("iscsi://h//0", "target");
	is_bad("iscsi://h/t", "LUN");
	is_bad("iscsi://h/t/", "LUN");
	is_bad("iscsi://h/t/x", "LUN");
	is_bad("iscsi://h/t/-1", "LUN");
	is_bad("iscsi://h/t/16384", "LUN");
	is_bad("iscsi://h/t/4294967297", "LUN");
	is_bad("iscsi://h:/t/0", "port");
	is_bad("iscsi://h:0/t/0", "port");
	is_bad("iscsi://h:65536/t/0", "port");
	is_bad("iscsi://u%s/t/0", "%");
	is_bad("iscsi://h/t/0?timeout=0", "timeout");
	is_bad("iscsi://h/t/0?timeout=3601", "timeout");
	is_bad("iscsi://h/t/0?timeout", "timeout");
	is_bad("iscsi://h/t/0?header_digest", "header_digest");
	is_bad("iscsi://h/t/0?header_digest=md5", "header_digest");
	is_bad("iscsi://h/t/0?iser", "option");
}

T(what_is_too_long_is_refused)
{
	char address[1000], word[400];

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	snprintf(address, sizeof(address), "iscsi://%s/t/0", word);
	is_bad(address, "host");
	snprintf(address, sizeof(address), "iscsi://h/%s/0", word);
	is_bad(address, "target");
	snprintf(address, sizeof(address), "iscsi://u%%%s@h/t/0", word);
	is_bad(address, "secret");
	snprintf(address, sizeof(address), "iscsi://%s@h/t/0", word);
	is_bad(address, "user");
	snprintf(address, sizeof(address), "iscsi://h/t/0?target_password=%s", word);
	is_bad(address, "target_password");
}

T(no_cut_off_address_is_read_beyond_its_end)
{
	static const char whole[] =
		"iscsi://u%s@[::1]:3260/iqn.x%3ay/1?timeout=3&target_user=x";

	for (size_t n = 0; n < sizeof(whole); n++) {
		char *copy = strndup(whole, n), *shown = place_redact(copy);
		struct iscsi_place place;

		place_parse(copy, &place);
		ck_assert_ptr_null(strstr(shown, "%s"));
		free(shown);
		free(copy);
	}
}

T(secrets_are_not_shown)
{
	is_shown("iscsi://h/t/1", "iscsi://h/t/1");
	is_shown("iscsi://bob@h/t/1", "iscsi://bob@h/t/1");
	is_shown("iscsi://bob%s3cret@h:1/iqn.a%3ab/1", "iscsi://bob@h:1/iqn.a%3ab/1");
	is_shown("iscsi://bob:s3cret@h/t/1", "iscsi://bob@h/t/1");
	is_shown("iscsi://bob%a@b/c@h/t/1", "iscsi://bob@h/t/1");
	is_shown("iscsi://bob%@h/t/1", "iscsi://bob@h/t/1");
	is_shown("iscsi://bob%s@h/t/1?target_user=t&target_password=p&timeout=3",
		 "iscsi://bob@h/t/1?target_user=t&timeout=3");
	is_shown("iscsi://h/t/1?target_password=p", "iscsi://h/t/1");
	is_shown("iscsi://h/t/1?target_password=p&timeout=3", "iscsi://h/t/1?timeout=3");
}

T(an_address_that_makes_no_sense_may_hold_a_secret_anywhere)
{
	is_shown("iscsi://bob%s3cret", "iscsi://...");
	is_shown("iscsi://bob:s3cret/t/1", "iscsi://...");
	is_shown("iscsi://bob%s3?cret@h/t/1", "iscsi://...");
	is_shown("iscsi://bob%s3cret@h/t/x", "iscsi://...");
	is_shown("iscsi://h/t/1?secret=s3cret", "iscsi://...");
}

T(what_is_shown_is_the_same_place_without_its_secrets)
{
	char *shown = place_redact("iscsi://bob%s3@[::1]:1/iqn.x%3ay/7?timeout=9");
	struct iscsi_place place = good(shown);

	ck_assert_str_eq(place.user, "bob");
	ck_assert_str_eq(place.secret, "");
	ck_assert_str_eq(place.portal, "[::1]:1");
	ck_assert_str_eq(place.target, "iqn.x:y");
	ck_assert_uint_eq(place.lun, 7);
	ck_assert_uint_eq(place.timeout, 9);
	free(shown);
}

T(the_environment_completes_an_address_and_overrules_nothing)
{
	struct iscsi_place place = good("iscsi://bob@h/t/0"), full = good("iscsi://a%b@h/t/0");

	setenv("LIBISCSI_CHAP_USERNAME", "alice", 1);
	setenv("LIBISCSI_CHAP_PASSWORD", "s3cret", 1);
	setenv("LIBISCSI_CHAP_TARGET_USERNAME", "target", 1);
	setenv("LIBISCSI_CHAP_TARGET_PASSWORD", "t-secret", 1);
	place_add_environment(&place);
	place_add_environment(&full);
	ck_assert_str_eq(place.user, "bob");
	ck_assert_str_eq(place.secret, "s3cret");
	ck_assert_str_eq(place.target_user, "target");
	ck_assert_str_eq(place.target_secret, "t-secret");
	ck_assert_str_eq(full.user, "a");
	ck_assert_str_eq(full.secret, "b");
	place = good("iscsi://h/t/0");
	place_add_environment(&place);
	ck_assert_str_eq(place.user, "alice");
}

T(a_proof_that_cannot_be_given_is_noticed)
{
	static const struct {
		const char *address, *lacks;
	} rows[] = {
		{ "iscsi://h/t/0", NULL },
		{ "iscsi://u%s@h/t/0", NULL },
		{ "iscsi://u%s@h/t/0?target_user=t&target_password=p", NULL },
		{ "iscsi://u@h/t/0", "no secret" },
		{ "iscsi://u%s@h/t/0?target_user=t", "its secret" },
		{ "iscsi://h/t/0?target_user=t&target_password=p", "for this side" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct iscsi_place place = good(rows[i].address);
		const char *lacks = place_lacks(&place);

		ck_assert_msg(rows[i].lacks ? lacks && strstr(lacks, rows[i].lacks) : !lacks,
			      "%s: %s", rows[i].address, lacks ? lacks : "nothing");
	}
}

T_MAIN("iscsi-place")
