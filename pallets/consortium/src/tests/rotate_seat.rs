use super::*;
use salus_primitives::enrolment::{seat_statement, SeatRotation};
use sp_runtime::{testing::TestSignature, DispatchError};

const FRESH: AccountId = 900;

/// What `who` signs to become the seat of `organisation`.
pub fn agreement(who: AccountId, organisation: OrganisationId) -> TestSignature {
    let nonce = System::account_nonce(who);
    let rotation = SeatRotation { account: who, nonce, organisation };
    TestSignature(who, seat_statement(&Consortium::genesis(), &rotation))
}

#[test]
fn council_should_follow_when_a_seat_moves_to_another_account() {
    run(|| {
        assert_ok!(Consortium::rotate_seat(signed(seat(CITY)), FRESH, agreement(FRESH, CITY)));
        assert_eq!(council_members(), [seat(LAKE), seat(CARE), FRESH]);
        assert_eq!(Consortium::standing(&FRESH), Some(Standing::Seat(CITY)));
        assert_eq!(Consortium::standing(&seat(CITY)), None);
        assert_eq!(Organisations::<Test>::get(CITY).unwrap().seat, FRESH);
        assert_eq!(System::account_nonce(FRESH), 1);
        assert_eq!(events(), [Event::SeatRotated { organisation: CITY }]);
        // The former key has no say any more.
        assert_noop!(
            Consortium::rotate_seat(signed(seat(CITY)), 901, agreement(901, CITY)),
            Error::<Test>::NotSeat
        );
    });
}

#[test]
fn seat_should_stay_when_the_new_account_has_not_signed() {
    run(|| {
        let rotate = |signature| Consortium::rotate_seat(signed(seat(CITY)), FRESH, signature);
        let wrong: DispatchError = Error::<Test>::NotSignedByAccount.into();
        assert_noop!(rotate(agreement(901, CITY)), wrong);
        assert_noop!(rotate(agreement(FRESH, LAKE)), wrong);
        let TestSignature(_, statement) = agreement(FRESH, CITY);
        assert_noop!(rotate(TestSignature(seat(CITY), statement)), wrong);
    });
}

#[test]
fn seat_should_stay_when_the_account_speaks_already_or_the_signer_is_no_seat() {
    run(|| {
        enrol_patient();
        for used in [PATIENT, seat(LAKE), seat(CITY), validator(CITY), gateway_account(CITY)] {
            assert_noop!(
                Consortium::rotate_seat(signed(seat(CITY)), used, agreement(used, CITY)),
                Error::<Test>::AccountInUse
            );
        }
        for who in [gateway_account(CITY), PATIENT] {
            let rotated = Consortium::rotate_seat(signed(who), FRESH, agreement(FRESH, CITY));
            assert_noop!(rotated, Error::<Test>::NotSeat);
        }
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        let rotated = Consortium::rotate_seat(signed(seat(CITY)), FRESH, agreement(FRESH, CITY));
        assert_noop!(rotated, Error::<Test>::NotSeat);
    });
}
