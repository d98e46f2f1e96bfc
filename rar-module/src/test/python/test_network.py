"""The loopback that stands for granted hosts: which address a name leads to."""

from satellite.sandbox import network


def test_names_lead_to_addresses_of_the_loopback_and_addresses_to_themselves() -> None:
    granted = [("rates.example.com", 443), ("10.0.0.7", 5432), ("store.example.com", 80), ("rates.example.com", 80)]

    assert network.hosts(granted) == "127.0.0.1\tlocalhost\n127.64.0.1\trates.example.com\n127.64.0.3\tstore.example.com\n"


def test_localhost_is_what_it_always_is() -> None:
    assert network.hosts([("localhost", 80)]) == "127.0.0.1\tlocalhost\n"


def test_many_names_have_addresses_of_their_own() -> None:
    lines = network.hosts([(f"host{number}", 80) for number in range(300)]).splitlines()

    assert len({line.split("\t")[0] for line in lines}) == 301
    assert "127.64.1.44\thost299" in lines
