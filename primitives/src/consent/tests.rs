#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;

#[test]
fn window_should_contain_its_first_block_and_not_its_last_bound_when_asked() {
    let window = Window { from: 10, until: 12 };
    let inside: alloc::vec::Vec<_> = (8..14).filter(|now| window.contains(*now)).collect();
    assert_eq!(inside, [10, 11]);
    assert!(!Window { from: 10, until: 10 }.contains(10));
    assert!(!Window { from: 12, until: 10 }.contains(11));
}

#[test]
fn basis_should_keep_its_index_when_hashed_into_trails() {
    assert_eq!(Basis::OwnRecord.encode(), [0]);
    assert_eq!(Basis::Policy(PolicyRef { id: 0, version: 0 }).encode()[0], 2);
}

#[test]
fn delegation_should_count_until_its_end_when_asked() {
    let delegation = Delegation { scope: DelegationScope::Caretaker, until: 10, key_package: None };
    assert!(delegation.counts(9));
    assert!(!delegation.counts(10));
}

#[test]
fn ticket_should_be_unserved_when_it_ended_unacknowledged() {
    let mut ticket = Ticket {
        accessor: 1u64,
        patient: 2,
        record: RecordId([0; 32]),
        purpose: Purpose::Treatment,
        basis: Basis::OwnRecord,
        issued_at: 5,
        until: 10,
        served: None,
    };
    assert!(!ticket.is_unserved(9));
    assert!(ticket.is_unserved(10));
    ticket.served = Some(Served { organisation: 0, at: 12 });
    assert!(!ticket.is_unserved(20));
}

#[test]
fn emergency_access_should_read_what_was_a_flag_when_it_is_decoded() {
    for (flag, access) in [(false, EmergencyAccess::Never), (true, EmergencyAccess::Always)] {
        assert_eq!(flag.encode(), access.encode());
        assert_eq!(EmergencyAccess::decode(&mut &flag.encode()[..]), Ok(access));
    }
    assert_eq!(EmergencyAccess::UnderRule(7).encode(), [2, 7, 0, 0, 0]);
}

#[test]
fn emergency_should_open_under_the_version_agreed_to_alone_when_one_is_named() {
    let opens = |access: EmergencyAccess| [1, 2, 3].map(|version| access.opens_under(version));
    assert_eq!(opens(EmergencyAccess::Never), [false; 3]);
    assert_eq!(opens(EmergencyAccess::Always), [true; 3]);
    assert_eq!(opens(EmergencyAccess::UnderRule(2)), [false, true, false]);
}
