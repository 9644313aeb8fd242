#![allow(clippy::unwrap_used)]

use super::*;
use crate::database::tests::database;
use salus_client::content::raw_id;

fn particulars(n: u8) -> Particulars {
    Particulars {
        record: RecordId([n; 32]),
        patient: AccountId([2; 32]),
        author: AccountId([3; 32]),
        policy: 4,
        previous: Some(RecordId([5; 32])),
        length: 6,
    }
}

fn sealed() -> Sealed {
    Sealed {
        fingerprint: [7; 32],
        policy: PolicyRef { id: 4, version: 8 },
        content: raw_id(b"content"),
        header: raw_id(b"header"),
    }
}

#[tokio::test]
async fn submission_should_go_every_stage_once_when_all_goes_well() {
    let (_folder, database) = database().await;
    let wanted = particulars(1);
    assert!(database.begin_submission(&wanted).await.unwrap());
    assert!(!database.begin_submission(&wanted).await.unwrap(), "a second one never begins");
    assert!(database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap());
    assert!(!database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap());
    assert!(database.submission_submitted(&wanted.record, 9).await.unwrap());
    assert!(!database.submission_submitted(&wanted.record, 10).await.unwrap());
    assert_eq!(database.kept_key(&wanted.record).await.unwrap().as_deref(), Some(&b"kept"[..]));
    assert!(database.submission_active(&wanted.record).await.unwrap());
    assert!(!database.submission_reopened(&wanted.record, "majority-missed").await.unwrap());
    assert_eq!(database.kept_key(&wanted.record).await.unwrap(), None);
    let found = database.submission(&wanted.record).await.unwrap().unwrap();
    assert_eq!(found.particulars, wanted);
    assert_eq!((found.stage, found.block, found.sealed), (Stage::Active, Some(9), Some(sealed())));
    assert!(!database.begin_submission(&wanted).await.unwrap());
}

#[tokio::test]
async fn submission_should_begin_anew_only_when_the_last_one_failed() {
    let (_folder, database) = database().await;
    let wanted = particulars(1);
    database.begin_submission(&wanted).await.unwrap();
    database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap();
    assert!(!database.begin_submission(&wanted).await.unwrap());
    assert!(database.submission_failed(&wanted.record, "PolicyNotCurrent").await.unwrap());
    let failed = database.submission(&wanted.record).await.unwrap().unwrap();
    assert_eq!(failed.reason.as_deref(), Some("PolicyNotCurrent"));
    let other = Particulars { policy: 40, ..wanted };
    assert!(database.begin_submission(&other).await.unwrap());
    let again = database.submission(&other.record).await.unwrap().unwrap();
    assert_eq!(
        again,
        Submission {
            particulars: other,
            stage: Stage::Received,
            sealed: None,
            block: None,
            reason: None,
            attempts: 0,
            promised: false,
        }
    );
}

#[tokio::test]
async fn submission_should_go_back_to_stored_with_its_key_when_it_missed_its_majority() {
    let (_folder, database) = database().await;
    let wanted = particulars(1);
    database.begin_submission(&wanted).await.unwrap();
    database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap();
    database.submission_submitted(&wanted.record, 9).await.unwrap();
    assert!(database.submission_reopened(&wanted.record, "majority-missed").await.unwrap());
    let renewed = raw_id(b"renewed");
    database.submission_renewed(&wanted.record, 9, &renewed).await.unwrap();
    let found = database.submission(&wanted.record).await.unwrap().unwrap();
    assert_eq!((found.stage, found.attempts, found.block), (Stage::Stored, 1, None));
    assert_eq!(found.reason.as_deref(), Some("majority-missed"));
    assert!(found.promised);
    let expected = Sealed { policy: PolicyRef { id: 4, version: 9 }, header: renewed, ..sealed() };
    assert_eq!(found.sealed, Some(expected));
    assert!(database.kept_key(&wanted.record).await.unwrap().is_some());
}

#[tokio::test]
async fn failed_submission_should_stay_until_it_is_forgotten_on_purpose() {
    let (_folder, database) = database().await;
    let wanted = particulars(1);
    database.begin_submission(&wanted).await.unwrap();
    database.promise_submission(&wanted.record).await.unwrap();
    database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap();
    assert!(!database.submission(&wanted.record).await.unwrap().unwrap().promised, "not safe yet");
    database.promise_submission(&wanted.record).await.unwrap();
    assert!(!database.forget_failed(&wanted.record).await.unwrap());
    database.submission_failed(&wanted.record, "policy-revoked").await.unwrap();
    assert_eq!(database.submissions_in_doubt().await.unwrap(), (0, 1));
    assert!(database.forget_failed(&wanted.record).await.unwrap());
    assert_eq!(database.submission(&wanted.record).await.unwrap(), None);
}

#[tokio::test]
async fn submission_should_be_forgotten_when_its_bytes_did_not_come_in() {
    let (_folder, database) = database().await;
    let wanted = particulars(1);
    database.begin_submission(&wanted).await.unwrap();
    database.abandon_submission(&wanted.record).await.unwrap();
    assert_eq!(database.submission(&wanted.record).await.unwrap(), None);
    database.begin_submission(&wanted).await.unwrap();
    database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap();
    database.abandon_submission(&wanted.record).await.unwrap();
    assert!(database.submission(&wanted.record).await.unwrap().is_some(), "what is stored stays");
}

#[tokio::test]
async fn submissions_should_come_in_pages_when_they_are_many() {
    let (_folder, database) = database().await;
    for n in 0..5 {
        database.begin_submission(&particulars(n)).await.unwrap();
        database.submission_stored(&particulars(n).record, &sealed(), b"kept").await.unwrap();
    }
    let first = database.submissions_at(Stage::Stored, None, 3).await.unwrap();
    let cursor = first.last().map(|submission| submission.particulars.record);
    let rest = database.submissions_at(Stage::Stored, cursor, 3).await.unwrap();
    assert_eq!((first.len(), rest.len()), (3, 2));
    assert_eq!(database.submissions_waiting().await.unwrap(), 5);
    assert!(database.submissions_at(Stage::Submitted, None, 3).await.unwrap().is_empty());
}
