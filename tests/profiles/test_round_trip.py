"""A profile that was written reads back the same, whatever a person may have typed."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from wizard.model import App, Encryption, Endpoint, Login, Profile
from wizard.profiles import dump, parse
from wizard.secret import Keeper, SecretRef

WORD = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,10}", fullmatch=True)
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
DOMAIN = st.builds(lambda labels: ".".join(labels), st.lists(LABEL, min_size=2, max_size=4)).filter(
    lambda name: not name.replace(".", "").isdigit()
)
ADDRESS = st.builds(
    lambda local, domain: f"{local}@{domain}", st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}", fullmatch=True), DOMAIN
)
PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30).map(str.strip).filter(bool)
SECRET = st.one_of(
    st.just(SecretRef(Keeper.ASK)),
    st.builds(SecretRef, st.sampled_from([Keeper.KEYRING, Keeper.VAULT, Keeper.SYSTEMD, Keeper.FILE, Keeper.ENV]), PLAIN),
    st.just(SecretRef(Keeper.COMMAND, '["pass", "show", "smtp/ü \\" $x"]')),
    st.just(SecretRef(Keeper.APP, "/etc/zulip/zulip-secrets.conf#email_password")),
)
APP = st.builds(
    App,
    name=WORD,
    kind=WORD,
    target=PLAIN,
    hostname=st.one_of(st.just(""), DOMAIN),
    settings=st.dictionaries(
        st.sampled_from(["administrator", "noreply", "tokens", "odd key", "ключ"]), st.one_of(st.booleans(), PLAIN)
    ),
)
PROFILE = st.builds(
    Profile,
    name=WORD,
    server=st.builds(
        Endpoint,
        host=st.one_of(DOMAIN, st.ip_addresses().map(str)),
        port=st.integers(1, 65535),
        encryption=st.sampled_from(Encryption),
        ca_file=st.none() | PLAIN,
    ),
    from_address=ADDRESS,
    from_name=st.just("") | PLAIN,
    ehlo=st.none() | DOMAIN | st.just("[192.0.2.5]"),
    auth=st.none()
    | st.builds(
        Login,
        username=PLAIN,
        secret=SECRET,
        mechanism=st.sampled_from(["auto", "PLAIN", "LOGIN", "CRAM-MD5"]),
        plaintext_for=st.just("") | DOMAIN,
    ),
    provider=st.none() | WORD,
    region=st.none() | WORD,
    selectors=st.dictionaries(DOMAIN, st.lists(LABEL, max_size=3, unique=True).map(tuple), max_size=3),
    recipient=st.none() | ADDRESS,
    apps=st.lists(APP, max_size=3, unique_by=lambda app: app.name).map(tuple),
)


@given(PROFILE)
def test_a_profile_reads_back_as_it_was_written(profile: Profile) -> None:
    assert parse(dump(profile), "it.toml") == profile


@given(PROFILE)
def test_a_written_profile_is_plain_toml_of_the_documented_keys(profile: Profile) -> None:
    data = tomllib.loads(dump(profile))
    assert data["schema"] == 1
    assert set(data) <= {"schema", "name", "provider", "region", "server", "auth", "identity", "domains", "test", "apps"}
    assert set(data["server"]) <= {"host", "port", "encryption", "ca_file"}
    assert ("auth" in data) == (profile.auth is not None)
    for app in data.get("apps", {}).values():
        assert set(app) <= {"kind", "target", "hostname", "settings"}
