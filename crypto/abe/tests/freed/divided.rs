//! Authorities that are divided among officers.

use super::*;
use salus_abe::threshold::{deal, Ceremony, DealtShare, OfficerIndex, OfficerKey, Quorum};

fn ceremony() -> Ceremony {
    Ceremony { authority: label(NAMES[0]), quorum: Quorum::new(2, 3).unwrap(), id: [9; 32] }
}

fn of_pair(name: &str, pair: &[u8]) -> Vec<Secret> {
    let (alpha, y) = pair.split_at(32);
    [of_scalar(&format!("α of {name}"), alpha), of_scalar(&format!("y of {name}"), y)].concat()
}

/// The shares of all dealers for one officer, and what they must not leave behind.
fn dealt_to(officer: OfficerIndex) -> (Vec<salus_abe::threshold::Dealing>, Vec<DealtShare>, Vec<Secret>) {
    let ceremony = ceremony();
    let (mut dealings, mut shares, mut secrets) = (Vec::new(), Vec::new(), Vec::new());
    for dealer in ceremony.quorum.indices() {
        let (dealing, dealt) = deal(&ceremony, dealer, &mut rng(20 + u64::from(dealer.get()))).unwrap();
        dealings.push(dealing);
        for share in dealt {
            let bytes = share.to_bytes();
            secrets.extend(of_pair(&format!("share {}-{}", bytes[0], bytes[1]), &bytes[2..]));
            if share.recipient() == officer {
                shares.push(share);
            }
        }
    }
    (dealings, shares, secrets)
}

#[test]
fn dealer_should_leave_nothing_when_it_deals() {
    let turn = Turn::wait();
    let (_, _, secrets) = dealt_to(OfficerIndex::new(1).unwrap());
    let found = turn.found_in_freed(&secrets, || {
        let ceremony = ceremony();
        let dealers = ceremony.quorum.indices();
        dealers.for_each(|dealer| {
            drop(deal(&ceremony, dealer, &mut rng(20 + u64::from(dealer.get()))));
        });
    });
    assert_eq!(found, nothing());
}

#[test]
fn officer_should_leave_nothing_when_it_assembles_issues_and_combines() {
    let turn = Turn::wait();
    let index = OfficerIndex::new(1).unwrap();
    let (dealings, shares, mut secrets) = dealt_to(index);
    let ceremony = ceremony();
    let commitments: Vec<_> = dealings.iter().map(|dealing| dealing.commitment(&ceremony)).collect();
    let (own, key) = OfficerKey::assemble(&ceremony, index, &commitments, &dealings, &shares).unwrap();
    let second = OfficerIndex::new(2).unwrap();
    let (_, seconds, _) = dealt_to(second);
    let (other, _) = OfficerKey::assemble(&ceremony, second, &commitments, &dealings, &seconds).unwrap();
    secrets.extend(of_pair("officer", &own.to_bytes()[1..]));
    let attribute = attribute(HELD[0]);
    let parts =
        || [(&own, 30), (&other, 31)].map(|(key, seed)| key.issue(&HOLDER, &attribute, &mut rng(seed)));
    let combined = key.combine(&label(NAMES[0]), &HOLDER, &attribute, &parts()).unwrap();
    secrets.extend(of_key("the combined key", &combined));
    let found = turn.found_in_freed(&secrets, || {
        let (again, _) = OfficerKey::assemble(&ceremony, index, &commitments, &dealings, &shares).unwrap();
        assert_eq!(again.to_bytes(), own.to_bytes());
        assert!(key.combine(&label(NAMES[0]), &HOLDER, &attribute, &parts()).is_ok());
    });
    assert_eq!(found, nothing());
}
