use super::*;
use frame_support::{traits::Hooks, weights::Weight};

/// `accessor` is refused a record of `patient`.
fn refuse(patient: AccountId, accessor: AccountId) {
    let detail = Detail::Justification { justification: [9; 32] };
    AuditLog::record(&patient, Note { detail, ..Note::new(accessor, Action::Refused) });
}

fn idle() -> Weight {
    AuditLog::on_idle(System::block_number(), Weight::MAX)
}

/// The unlisted attempts that each entry of a trail summarises.
fn summaries(entries: &[Entry<AccountId>]) -> Vec<(AccountId, u32)> {
    entries
        .iter()
        .filter_map(|entry| match entry.detail {
            Detail::Refusals { unlisted } => Some((entry.actor, unlisted)),
            _ => None,
        })
        .collect()
}

#[test]
fn trail_should_list_eight_refusals_and_summarise_the_rest_when_one_account_floods_it() {
    let (trail, db) = run(|| {
        (0..1_000).for_each(|_| refuse(ANN, DOCTOR));
        note(ANN, GATEWAY, 1);
        assert_eq!(AuditLog::trail(ANN).leaves, u64::from(MAX_LISTED) + 1);
        idle();
        assert_eq!(AuditLog::trail(ANN).leaves, u64::from(MAX_LISTED) + 1, "the period is not over");
        System::set_block_number(PERIOD);
        idle();
        idle();
        AuditLog::trail(ANN)
    });
    let entries = entries(&db, ANN, &trail);
    assert_eq!(entries.len(), MAX_LISTED as usize + 2);
    assert_eq!(summaries(&entries), [(DOCTOR, 1_000 - MAX_LISTED)]);
}

#[test]
fn trail_should_list_each_account_and_each_patient_apart_when_refusals_are_counted() {
    run(|| {
        for patient in [ANN, BEN] {
            for accessor in [DOCTOR, GATEWAY] {
                (0..20).for_each(|_| refuse(patient, accessor));
            }
        }
        for patient in [ANN, BEN] {
            assert_eq!(AuditLog::trail(patient).leaves, 2 * u64::from(MAX_LISTED));
        }
    });
}

#[test]
fn trail_should_list_refusals_again_when_a_new_period_begins() {
    let (trail, db) = run(|| {
        (0..10).for_each(|_| refuse(ANN, DOCTOR));
        System::set_block_number(PERIOD);
        refuse(ANN, DOCTOR);
        idle();
        AuditLog::trail(ANN)
    });
    let entries = entries(&db, ANN, &trail);
    assert_eq!(entries[8].detail, Detail::Justification { justification: [9; 32] });
    assert_eq!(summaries(&entries), [(DOCTOR, 2)]);
}

#[test]
fn trail_should_get_no_summary_when_every_refusal_is_listed() {
    run(|| {
        (0..MAX_LISTED).for_each(|_| refuse(ANN, DOCTOR));
        System::set_block_number(PERIOD);
        idle();
        assert_eq!(AuditLog::trail(ANN).leaves, u64::from(MAX_LISTED));
        assert_eq!(Refusals::<Test>::iter().count(), 0);
        assert_eq!(OldestPeriod::<Test>::get(), 1);
    });
}

#[test]
fn refusal_should_deposit_no_event_whether_it_is_listed_or_only_counted() {
    run(|| {
        (0..20).for_each(|_| refuse(ANN, DOCTOR));
        System::set_block_number(PERIOD);
        idle();
        assert!(recorded().is_empty());
    });
}

#[test]
fn counts_should_be_removed_over_several_blocks_when_there_are_many() {
    run(|| {
        let accounts = 100..100 + u64::from(MAX_CLOSED) + 10;
        accounts.for_each(|accessor| (0..9).for_each(|_| refuse(ANN, accessor)));
        let listed = AuditLog::trail(ANN).leaves;
        System::set_block_number(PERIOD);
        idle();
        assert_eq!(Refusals::<Test>::iter().count(), 10);
        idle();
        assert_eq!(Refusals::<Test>::iter().count(), 0);
        assert_eq!(AuditLog::trail(ANN).leaves, listed + u64::from(MAX_CLOSED) + 10);
    });
}

#[test]
fn counts_should_stay_when_the_block_has_no_weight_left() {
    run(|| {
        (0..9).for_each(|_| refuse(ANN, DOCTOR));
        System::set_block_number(PERIOD);
        for remaining in [Weight::zero(), <()>::close_refusals(1).saturating_sub(Weight::from_parts(1, 0))] {
            assert!(AuditLog::on_idle(System::block_number(), remaining).all_lte(remaining));
            assert_eq!(Refusals::<Test>::iter().count(), 1);
        }
        let enough = <()>::close_refusals(1);
        assert!(AuditLog::on_idle(System::block_number(), enough).all_lte(enough));
        assert_eq!(Refusals::<Test>::iter().count(), 0);
    });
}

#[test]
fn counts_should_be_reached_when_the_chain_is_many_periods_old() {
    run(|| {
        System::set_block_number(7 * PERIOD);
        (0..9).for_each(|_| refuse(ANN, DOCTOR));
        System::set_block_number(8 * PERIOD);
        for _ in 0..8 {
            idle();
        }
        assert_eq!(OldestPeriod::<Test>::get(), 8);
        assert_eq!(Refusals::<Test>::iter().count(), 0);
        assert_eq!(AuditLog::trail(ANN).leaves, u64::from(MAX_LISTED) + 1);
    });
}
