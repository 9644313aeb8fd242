//! From the validators at the genesis to those in office.

use super::*;

const GENESIS: [u8; 4] = [1, 2, 3, 4];
const SECOND: [u8; 4] = [5, 6, 7, 8];
const THIRD: [u8; 4] = [3, 4, 5, 6];

fn follower() -> Follower {
    Follower::new(set(0, &GENESIS)).unwrap()
}

fn first() -> Handover {
    change(5, 0, &GENESIS[..3], &SECOND)
}

fn second() -> Handover {
    change(9, 1, &SECOND[1..], &THIRD)
}

/// What follows when `change` is refused: nothing changes.
#[track_caller]
fn refused(follower: &Follower, change: &Handover) -> ProofError {
    let mut after = follower.clone();
    let error = after.follow(change).unwrap_err();
    assert_eq!(&after, follower);
    error
}

#[test]
fn follower_should_know_the_set_in_office_when_it_was_shown_every_change() {
    let mut follower = follower();
    follower.follow(&first()).unwrap();
    assert_eq!((follower.set(), follower.since(), follower.latest()), (&set(1, &SECOND), 5, 5));
    follower.follow(&second()).unwrap();
    assert_eq!((follower.set(), follower.since()), (&set(2, &THIRD), 9));
}

#[test]
fn change_should_be_refused_when_one_before_it_is_withheld() {
    // None of the new voters is in the old set, or some are.
    let short = ProofError::TooFew { have: 0, need: 3 };
    assert_eq!(refused(&follower(), &second()), short);
    let some = change(9, 1, &[1, 2, 3], &THIRD);
    assert_eq!(refused(&follower(), &some), ProofError::Signature);
}

#[test]
fn change_should_be_refused_when_it_is_replayed() {
    let mut follower = follower();
    follower.follow(&first()).unwrap();
    assert_eq!(refused(&follower, &first()), ProofError::ChangeOrder { block: 5, since: 5 });
    // The same votes under a later block's header are votes for another block.
    let moved = Handover { header: change(7, 0, &GENESIS, &SECOND).header, ..first() };
    assert_eq!(refused(&follower, &moved), ProofError::VotesTarget);
    // A set that stays the same cannot be made to take over from itself: its number has changed.
    let same = change(5, 0, &GENESIS, &GENESIS);
    let mut unchanged = self::follower();
    unchanged.follow(&same).unwrap();
    let again = change(6, 0, &GENESIS, &GENESIS);
    assert_eq!(refused(&unchanged, &again), ProofError::Signature);
}

#[test]
fn change_should_be_refused_when_it_is_not_what_the_old_set_voted_for() {
    let usurped = Handover { header: header(5, [1; 32], Some((&[9], 0))).encode(), ..first() };
    assert_eq!(refused(&follower(), &usurped), ProofError::VotesTarget);
    let few = change(5, 0, &GENESIS[..2], &SECOND);
    assert_eq!(refused(&follower(), &few), ProofError::TooFew { have: 2, need: 3 });
    let twice = change(5, 0, &[1, 2, 2], &SECOND);
    assert_eq!(refused(&follower(), &twice), ProofError::TooFew { have: 2, need: 3 });
    let own = change(5, 0, &SECOND, &SECOND);
    assert_eq!(refused(&follower(), &own), ProofError::TooFew { have: 0, need: 3 });
}

#[test]
fn change_should_be_refused_when_its_header_announces_no_ordinary_one() {
    let none = handover(&header(5, [1; 32], None), 0, &GENESIS);
    assert_eq!(refused(&follower(), &none), ProofError::NoSuccessors(0));
    let delayed = handover(&header(5, [1; 32], Some((&SECOND, 3))), 0, &GENESIS);
    assert_eq!(refused(&follower(), &delayed), ProofError::DelayedChange(0));
    let empty = change(5, 0, &GENESIS, &[]);
    assert_eq!(refused(&follower(), &empty), ProofError::SetForm);
    let doubled = change(5, 0, &GENESIS, &[5, 5, 6]);
    assert_eq!(refused(&follower(), &doubled), ProofError::SetForm);
    let cut = Handover { header: first().header[1..].to_vec(), ..first() };
    assert_eq!(refused(&follower(), &cut), ProofError::HeaderForm);
}

#[test]
fn change_should_be_refused_with_advice_when_the_council_forced_it() {
    let error = refused(&follower(), &handover(&forced(5, &SECOND), 0, &GENESIS));
    assert_eq!(error, ProofError::ForcedChange(0));
    assert!(error.remedy().contains("from the consortium"));
}

#[test]
fn follower_should_go_on_where_it_was_when_its_bytes_were_kept() {
    let mut follower = follower();
    follower.follow(&first()).unwrap();
    let kept = follower.to_bytes();
    let mut resumed = Follower::resume(&kept, &set(0, &GENESIS)).unwrap();
    assert_eq!(resumed, follower);
    resumed.follow(&second()).unwrap();
    assert_eq!(resumed.set().set_id, 2);
}

#[test]
fn kept_bytes_should_be_refused_when_they_are_of_another_chain_version_or_form() {
    let genesis = set(0, &GENESIS);
    let kept = follower().to_bytes();
    assert_eq!(Follower::resume(&kept, &set(0, &SECOND)), Err(ProofError::OtherChain));
    let mut newer = kept.clone();
    newer[0] = 2;
    assert_eq!(Follower::resume(&newer, &genesis), Err(ProofError::KeptVersion(2)));
    for length in 0..kept.len() {
        assert_eq!(Follower::resume(&kept[..length], &genesis), Err(ProofError::KeptForm));
    }
    assert_eq!(Follower::resume(&[kept, vec![0]].concat(), &genesis), Err(ProofError::KeptForm));
}

#[test]
fn genesis_set_should_be_read_when_the_specification_is_raw() {
    let key = "0x5f9cc45b7a00c5899361e1c6099678dc5e0621c4869aa60c02be9adcc98a0d1d";
    let value = format!("0x{}", hex::encode(authorities(&[1, 2]).encode()));
    let spec = serde_json::json!({ "genesis": { "raw": { "top": { key: value } } } });
    let found = AuthoritySet::of_chain_spec(spec.to_string().as_bytes());
    assert_eq!(found, Ok(set(0, &[1, 2])));
    for bad in [r#"{}"#, r#"{"genesis":{"runtimeGenesis":{}}}"#, r#"{"genesis":{"raw":{"top":{}}}}"#, "x"] {
        assert!(AuthoritySet::of_chain_spec(bad.as_bytes()).is_err());
    }
}
