use super::*;

fn moved(account: AccountId) -> Gateway<AccountId> {
    Gateway { account, url: url("https://new.example") }
}

#[test]
fn gateway_should_be_replaced_when_its_seat_says_so() {
    run(|| {
        assert_ok!(Consortium::set_gateway(signed(seat(CITY)), moved(400)));
        assert_eq!(Consortium::gateway_of(&400), Some(CITY));
        assert_eq!(Consortium::gateway_of(&gateway_account(CITY)), None);
        assert!(exists(400) && !Consortium::is_known(&gateway_account(CITY)));
        assert_eq!(Organisations::<Test>::get(CITY).unwrap().gateway, moved(400));
        assert_eq!(events(), [Event::GatewaySet { organisation: CITY }]);
    });
}

#[test]
fn gateway_should_keep_its_account_when_only_its_address_changes() {
    run(|| {
        assert_ok!(Consortium::set_gateway(signed(seat(CITY)), moved(gateway_account(CITY))));
        assert_eq!(Consortium::gateway_of(&gateway_account(CITY)), Some(CITY));
        assert_eq!(System::providers(&gateway_account(CITY)), 1);
    });
}

#[test]
fn gateway_should_stay_when_the_signer_is_not_an_active_seat() {
    run(|| {
        for who in [gateway_account(CITY), validator(CITY), 999] {
            assert_noop!(Consortium::set_gateway(signed(who), moved(400)), Error::<Test>::NotSeat);
        }
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(Consortium::set_gateway(signed(seat(CITY)), moved(400)), Error::<Test>::NotSeat);
        assert_noop!(Consortium::set_gateway(whole_council(), moved(400)), BadOrigin);
    });
}

#[test]
fn gateway_should_stay_when_the_new_one_is_unusable() {
    run(|| {
        let no_url = Gateway { account: 400, url: url("new.example") };
        assert_noop!(Consortium::set_gateway(signed(seat(CITY)), no_url), Error::<Test>::InvalidUrl);
        for used in [seat(CITY), gateway_account(LAKE), validator(CITY)] {
            assert_noop!(
                Consortium::set_gateway(signed(seat(CITY)), moved(used)),
                Error::<Test>::AccountInUse
            );
        }
    });
}
