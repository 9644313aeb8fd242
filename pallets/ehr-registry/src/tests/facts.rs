use crate::mock::*;
use frame_support::assert_ok;
use salus_primitives::traits::{RecordFacts, Records};

#[test]
fn facts_should_follow_the_status_when_it_changes() {
    ExtBuilder::default().build_and_execute(|| {
        let facts = |active, gone| Some(RecordFacts { patient: PATIENT, policy: POLICY, active, gone });
        assert_eq!(EhrRegistry::facts(&id(1)), None);

        assert_ok!(submit(id(1), None));
        assert_eq!(EhrRegistry::facts(&id(1)), facts(false, false));

        assert_ok!(endorse(LAKE, &[id(1)]));
        assert_ok!(endorse(CARE, &[id(1)]));
        assert_eq!(EhrRegistry::facts(&id(1)), facts(true, false));

        active_record(id(2), Some(id(1)));
        assert_eq!(EhrRegistry::facts(&id(1)), facts(false, false));

        assert_ok!(submit(id(3), None));
        go_to(START + WINDOW);
        assert_ok!(lapse(CITY, id(3)));
        assert_eq!(EhrRegistry::facts(&id(3)), facts(false, true));
    });
}
