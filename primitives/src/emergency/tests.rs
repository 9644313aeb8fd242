use super::*;

fn emergency(review: Option<Review<u64>>) -> Emergency<u64> {
    Emergency {
        accessor: 1,
        organisation: 0,
        patient: 2,
        reason: EmergencyReason::ImminentDanger,
        justification: [0; 32],
        opened_at: 5,
        until: 10,
        review_by: 20,
        review,
    }
}

#[test]
fn emergency_should_be_open_until_its_end_when_nobody_reviewed_it() {
    assert!(emergency(None).is_open(9));
    assert!(!emergency(None).is_open(10));
    assert!(!emergency(None).is_overdue(19));
    assert!(emergency(None).is_overdue(20));
}

#[test]
fn emergency_should_be_neither_open_nor_overdue_when_it_was_reviewed() {
    let reviewed = emergency(Some(Review { reviewer: 3, outcome: ReviewOutcome::Justified, at: 7 }));
    assert!(!reviewed.is_open(8));
    assert!(!reviewed.is_overdue(30));
}

#[test]
fn emergency_should_be_pressing_when_it_is_overdue_or_its_accessor_has_many() {
    let named = |unreviewed, review| NamedEmergency { id: 0, emergency: emergency(review), unreviewed };
    assert!(!named(MANY_UNREVIEWED - 1, None).is_pressing(19));
    assert!(named(1, None).is_pressing(20));
    assert!(named(MANY_UNREVIEWED, None).is_pressing(6));
    let reviewed = Some(Review { reviewer: 3, outcome: ReviewOutcome::Justified, at: 7 });
    assert!(!named(MANY_UNREVIEWED, reviewed).is_pressing(30));
}
