use super::*;

use salus_primitives::enrolment::{gateway_statement, GatewayAppointment};
use sp_runtime::{testing::TestSignature, DispatchResult};

fn moved(account: AccountId) -> Gateway<AccountId> {
    Gateway { account, url: url("https://new.example") }
}

/// What `who` signs to become the gateway of `organisation`.
pub fn appointment(who: AccountId, organisation: OrganisationId) -> TestSignature {
    let nonce = System::account_nonce(who);
    let appointment = GatewayAppointment { account: who, nonce, organisation };
    TestSignature(who, gateway_statement(&Consortium::genesis(), &appointment))
}

/// Moves the gateway of the city hospital to `account`, which agreed.
fn moves_to(account: AccountId) -> DispatchResult {
    Consortium::set_gateway(signed(seat(CITY)), moved(account), Some(appointment(account, CITY)))
}

#[test]
fn gateway_should_be_replaced_when_its_seat_says_so() {
    run(|| {
        assert_ok!(moves_to(400));
        assert_eq!(Consortium::gateway_of(&400), Some(CITY));
        assert_eq!(Consortium::gateway_of(&gateway_account(CITY)), None);
        assert!(exists(400) && !Consortium::is_known(&gateway_account(CITY)));
        assert_eq!(Organisations::<Test>::get(CITY).unwrap().gateway, moved(400));
        assert_eq!(System::account_nonce(400), 1);
        assert_eq!(events(), [Event::GatewaySet { organisation: CITY }]);
    });
}

#[test]
fn gateway_should_keep_its_account_when_only_its_address_changes() {
    run(|| {
        assert_ok!(Consortium::set_gateway(signed(seat(CITY)), moved(gateway_account(CITY)), None));
        assert_eq!(Consortium::gateway_of(&gateway_account(CITY)), Some(CITY));
        assert_eq!(System::providers(&gateway_account(CITY)), 1);
    });
}

#[test]
fn gateway_should_stay_when_the_signer_is_not_an_active_seat() {
    run(|| {
        for who in [gateway_account(CITY), validator(CITY), 999] {
            let set = Consortium::set_gateway(signed(who), moved(400), Some(appointment(400, CITY)));
            assert_noop!(set, Error::<Test>::NotSeat);
        }
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(moves_to(400), Error::<Test>::NotSeat);
        assert_noop!(Consortium::set_gateway(whole_council(), moved(400), None), BadOrigin);
    });
}

#[test]
fn gateway_should_stay_when_the_new_one_is_unusable() {
    run(|| {
        let no_url = Gateway { account: 400, url: url("new.example") };
        let set = Consortium::set_gateway(signed(seat(CITY)), no_url, Some(appointment(400, CITY)));
        assert_noop!(set, Error::<Test>::InvalidUrl);
        for used in [seat(CITY), gateway_account(LAKE), validator(CITY)] {
            assert_noop!(moves_to(used), Error::<Test>::AccountInUse);
        }
    });
}

#[test]
fn gateway_should_stay_when_the_new_account_has_not_signed() {
    run(|| {
        let TestSignature(_, statement) = appointment(400, CITY);
        let used_up = appointment(400, CITY);
        System::inc_account_nonce(400);
        let wrong = [
            None,
            Some(appointment(401, CITY)),
            Some(appointment(400, LAKE)),
            Some(TestSignature(seat(CITY), statement)),
            Some(super::rotate_seat::agreement(400, CITY)),
            Some(used_up),
        ];
        for signature in wrong {
            let set = Consortium::set_gateway(signed(seat(CITY)), moved(400), signature);
            assert_noop!(set, Error::<Test>::NotSignedByAccount);
        }
        assert_ok!(moves_to(400));
    });
}
