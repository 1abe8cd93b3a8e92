//! The store: one list of behaviours that both engines have to pass, on SQLite always and on Postgres when
//! `TEST_POSTGRES_URL` names a server. Each case has a database of its own.

#[path = "store/acting.rs"]
mod acting;
#[path = "store/bench.rs"]
mod bench;
#[path = "store/days.rs"]
mod days;
#[path = "store/drafts.rs"]
mod drafts;
#[path = "store/express.rs"]
mod express;
#[path = "store/feedback.rs"]
mod feedback;
#[path = "store/forgetting.rs"]
mod forgetting;
#[path = "store/form.rs"]
mod form;
#[path = "store/keeping.rs"]
mod keeping;
#[path = "store/limits.rs"]
mod limits;
#[path = "store/media.rs"]
mod media;
#[path = "store/meeting.rs"]
mod meeting;
#[path = "store/nouns.rs"]
mod nouns;
#[path = "store/own.rs"]
mod own;
#[path = "store/process.rs"]
mod process;
#[path = "store/queue.rs"]
mod queue;
#[path = "store/regrading.rs"]
mod regrading;
#[path = "store/rotating.rs"]
mod rotating;
#[path = "store/sending.rs"]
mod sending;
#[path = "store/sittings.rs"]
mod sittings;
#[path = "store/standing.rs"]
mod standing;
#[path = "store/tending.rs"]
mod tending;
#[path = "store/world.rs"]
mod world;

/// Makes a test of each case; one that is not listed is dead code, which the lints refuse.
macro_rules! cases {
    ($runner:ident: $($file:path { $($name:ident)+ })+) => {
        $($(
            #[test]
            fn $name() {
                use $file as file;
                crate::bench::$runner(stringify!($name), file::$name);
            }
        )+)+
    };
}

macro_rules! on_both {
    ($($cases:tt)+) => {
        mod sqlite {
            cases!(on_sqlite: $($cases)+);
        }
        mod postgres {
            cases!(on_postgres: $($cases)+);
        }
    };
}

on_both! {
    crate::sending {
        what_was_put_off_until_morning_costs_a_look_nothing
        what_was_put_off_comes_in_its_time_before_what_is_younger
        a_look_knows_when_nothing_waits_behind_what_is_claimed
        a_busy_forum_leaves_room_for_another_group
        a_chat_that_cannot_be_unsealed_costs_its_own_deliveries_only
        a_refusal_from_before_somebody_came_back_says_nothing_about_them
        who_stops_pauses_erases_or_changes_language_while_much_waits_gets_what_is_right
    }
    crate::express {
        the_next_item_goes_with_the_commit_that_decides_it_as_a_look_would_read_it
        an_answer_that_waits_in_the_chat_goes_before_the_next_item
        the_next_item_waits_for_no_lesson_and_looks_through_none
        answers_that_wait_in_other_chats_are_looked_through_once_for_a_batch
        nothing_goes_at_once_that_is_not_alone_or_no_item
        what_was_promised_and_not_committed_is_told_to_the_carrier
        what_has_landed_is_told_with_the_next_commit
        what_has_landed_is_told_again_when_the_commit_fails
        what_has_landed_is_not_told_by_whoever_lost_the_lease
        the_limits_hold_for_what_goes_at_once
        presses_are_answered_in_order_by_whoever_sends
    }
    crate::drafts {
        a_draft_is_written_though_others_sent_and_recorded_meanwhile
        a_draft_that_somebody_overtook_writes_nothing
        nothing_is_drafted_while_what_it_rests_on_is_being_written
        a_draft_of_who_lost_the_lease_writes_nothing
        a_draft_from_before_the_lease_was_lost_writes_nothing_after_it_is_back
        a_draft_that_would_have_to_ask_writes_nothing
        who_stops_while_a_tick_is_decided_gets_no_lesson
    }
    crate::keeping {
        who_is_out_of_reach_for_long_is_found_the_longest_first
        how_many_are_in_a_week_is_counted_for_a_cohort_and_told_from_five_on
        a_break_ends_by_itself_at_its_instant
    }
    crate::sittings {
        the_finished_attempts_of_a_cohorts_week_are_read_as_a_set
        who_reads_from_outside_is_told_of_an_older_database
    }
    crate::regrading {
        corrections_of_one_week_and_another_reach_everybodys_attempts
        what_is_shown_before_a_typed_item_counts_for_everybody_is_what_it_comes_to
        another_item_of_the_same_list_is_corrected_by_its_old_button
        a_corrected_version_that_could_not_be_committed_is_made_anew
        corrected_taken_back_and_corrected_again_is_done_each_time
        who_is_left_is_looked_for_once_however_many_there_are
        who_ordered_a_correction_is_told_that_it_is_kept_until_they_are_forgotten
        who_orders_a_correction_and_erases_themselves_in_one_batch_is_not_named
    }
    crate::limits {
        attempts_whose_time_is_over_are_found_and_no_others
        what_was_not_over_when_an_outage_began_is_put_off
    }
    crate::days {
        the_days_of_a_cohort_are_kept
        who_was_heard_is_counted_by_country
        a_cohort_is_looked_at_again
    }
    crate::nouns {
        every_noun_is_loaded_as_it_was_saved
        what_changed_is_saved_again
        every_status_is_loaded_as_it_was_saved
        needs_bring_everybody_and_everything_that_hangs_on_them
        a_delivery_to_settle_brings_whoever_it_went_to
        roles_are_granted_once_and_revoked_together
        a_second_load_does_not_undo_what_was_decided
        a_unit_of_work_that_is_not_saved_leaves_nothing
        telegram_ids_and_claim_codes_stand_nowhere_in_the_clear
        words_of_every_kind_survive
        what_is_not_there_stays_not_there
        great_and_negative_numbers_survive
        an_answer_saved_twice_stands_once
        a_thousand_enrolments_are_one_unit_of_work
        who_was_forgotten_can_come_again_in_the_same_unit
        a_course_version_is_kept_once_by_its_content
    }
    crate::media {
        a_file_is_kept_once_with_every_byte
        a_file_that_cannot_be_read_holds_up_no_other
        what_telegram_keeps_is_recorded_with_the_message_and_forgotten_when_refused
    }
    crate::tending {
        what_is_due_is_found_in_its_order_and_tended_to_once
        a_wish_is_for_what_stands_already_too
        a_document_is_sealed_and_forgotten_with_its_need
    }
    crate::feedback {
        the_first_tap_stays_and_a_cohort_is_read_with_all_of_its_taps
        a_sentence_is_sealed_and_read_only_while_it_may_be_quoted
        who_is_forgotten_leaves_neither_taps_nor_sentences
    }
    crate::form {
        the_last_answer_to_an_entry_stands
        a_sentence_of_the_form_is_sealed_and_read_only_while_it_may_be_quoted
    }
    crate::forgetting {
        persons_of_a_closed_cohort_are_forgotten_and_what_was_sent_is_counted
        what_a_clock_that_was_ahead_wrote_holds_up_nothing
        who_is_being_forgotten_at_a_crash_is_forgotten_by_whoever_starts_next
        after_a_day_nobody_waits_any_longer_for_what_is_not_accepted
    }
    crate::rotating {
        everything_sealed_opens_with_the_new_key_alone_also_after_a_crash_in_between
        a_key_is_not_changed_while_a_bot_runs_or_with_a_wrong_key
        a_document_that_no_key_opens_is_given_up
        a_rotation_that_is_cut_off_within_a_step_goes_on
    }
    crate::queue {
        a_key_enqueued_twice_keeps_the_first
        a_newer_edit_cancels_older_edits_of_the_same_screen_that_wait
        an_edit_that_was_said_before_cancels_nothing
        edits_of_two_messages_leave_each_other_alone
        what_was_cancelled_or_adopted_is_forgotten_like_what_was_sent
        stopping_touches_only_what_waits_for_it
        the_higher_class_goes_first_then_the_older_one_a_lane
        what_comes_after_another_waits_until_that_was_sent
        nothing_goes_before_its_time
        a_claim_reads_who_receives_it_and_how_they_read
        only_what_still_waits_is_released
        every_mark_takes_a_delivery_where_it_belongs
        a_mark_changes_nothing_that_others_have_settled
        what_waits_can_be_cancelled_and_put_off
        a_delivery_can_be_said_otherwise_before_it_goes_again
        a_key_can_be_changed_within_its_unit_of_work
        nothing_overtakes_what_is_in_doubt
        a_take_over_doubts_what_an_older_epoch_was_sending
        the_outbox_is_idle_when_nothing_is_due_in_flight_or_in_doubt
        the_pacer_hears_of_everything_that_counts_and_of_nothing_else
        the_pacer_hears_of_what_may_have_gone
        a_notice_that_does_not_decode_names_its_row
    }
    crate::meeting {
        whoever_was_met_is_loaded_as_they_are_now
    }
    crate::process {
        a_standby_waits_for_the_lease_until_it_is_free
        who_finds_the_lock_free_takes_the_lease_of_a_dead_holder_at_once
        a_holder_that_never_had_the_lock_is_waited_for
        who_lost_the_lease_lets_the_heir_have_the_lock
        without_the_lease_nothing_is_written
        an_update_that_was_handled_fails_the_whole_unit
        updates_are_forgotten_after_two_days_and_failed_ones_after_seven
        a_failed_update_is_kept_once_and_sealed
        an_id_is_never_given_twice_whoever_opens_the_database
        what_is_due_is_found_by_its_time
        after_a_statement_that_failed_the_next_unit_works
        what_goes_together_goes_in_order
        after_a_commit_that_failed_the_next_unit_works
        a_unit_that_was_rolled_back_by_hand_leaves_nothing
        units_of_work_at_the_same_time_do_not_undo_each_other
        readers_are_not_held_up_by_a_unit_of_work
        a_wrong_key_is_refused_and_nothing_is_touched
        a_newer_database_is_refused_and_nothing_is_touched
        an_address_of_neither_engine_is_refused
    }
    crate::acting {
        a_handler_that_panics_costs_its_update_only
        a_poison_update_costs_itself_only
        a_batch_handled_again_changes_nothing
        an_update_that_fails_alone_is_put_away_and_its_sender_hears_of_it
        two_presses_of_one_answer_count_once
        an_invitation_used_twice_makes_one_enrolment
        consent_declined_and_the_invitation_again_in_one_batch_begin_anew
        a_claim_code_is_good_for_one
        an_announced_topic_is_adopted
        a_topic_announced_before_its_answer_was_lost_is_not_made_again
        a_tick_releases_everybody_due_once
        a_tick_takes_a_thousand_at_a_time
        every_outcome_of_a_lesson_is_settled
        nothing_comes_to_who_cannot_be_reached
        every_outcome_of_a_question_on_its_way_is_settled
        every_outcome_of_a_reply_is_settled
        every_outcome_of_a_topic_is_settled
        a_group_with_a_new_id_is_written_to_there
        a_group_out_of_reach_is_told_to_the_admins_once_a_day
        a_group_that_is_fit_is_bound_and_gets_what_waited
        an_outcome_that_cannot_be_settled_costs_itself_only
        what_was_in_flight_when_a_process_ended_is_settled_by_method_then_class
        a_schedule_is_computed_anew_for_other_zone_rules_only
    }
    crate::own {
        other_names_asked_for_at_once_are_all_different
        a_sentence_is_kept_sealed_and_read_back_for_its_writer_alone
        a_sentence_written_and_removed_in_one_batch_leaves_nothing
    }
    crate::standing {
        what_waits_is_counted_by_class
        the_row_is_written_by_who_holds_the_lease_and_seen_without_it
        people_and_cohorts_are_counted
        what_falls_due_is_counted_by_its_time
        many_lessons_at_one_hour_are_warned_of_once
    }
}

mod sqlite_only {
    cases!(on_sqlite: crate::process::sqlite {
        what_was_committed_survives_a_power_cut
        no_statistics_of_a_quiet_hour_are_kept
        readers_cannot_write
        a_file_that_cannot_be_written_is_a_transient_error
        a_second_process_waits_for_the_first_ones_write
    });
    #[cfg(unix)]
    cases!(on_sqlite: crate::process::sqlite {
        the_lock_is_the_same_by_whatever_name_the_data_file_is_opened
    });
}

mod sqlite_only_looking {
    cases!(on_sqlite: crate::standing::sqlite {
        looking_on_leaves_no_trace
    });
}

mod postgres_only {
    cases!(on_postgres: crate::process::postgres {
        a_holder_whose_lock_is_lost_while_it_lives_gets_it_anew_or_does_without
        a_session_that_hangs_in_a_transaction_is_ended_by_the_server
        a_lock_of_before_the_server_was_restarted_proves_nothing
        an_aborted_transaction_does_not_pass_for_success
    });
}
