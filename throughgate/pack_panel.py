"""Taking the pack away: build it from what is looked at, download it, see what was issued, and sign it off.

What is written stays in its field until it stands in the register, as on the forms of notes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import streamlit as st

from throughgate.notes import ROLES, NotesFileError
from throughgate.pack import PackError, inputs, issue, told
from throughgate.pack.issue import LONGEST_NAME, ODS, PDF, Pack
from throughgate.quarters import Quarter
from throughgate.results import AsAtError
from throughgate.show import layout, words
from throughgate.show.files import zips
from throughgate.show.tables import plain
from throughgate.store import packs
from throughgate.store.packs import IssuedPack, PacksFileError
from throughgate.store.publish import SnapshotError
from throughgate.store.reader import QueryError
from throughgate.terms import TermsError
from throughgate.view import View, data_folder

ABOUT = (
    "The pack is an accessible PDF of this page with its tables as ODS and CSV, and a manifest of all that they follow from: "
    "`throughgate pack --verify` makes it again from that, years later too. Building takes about ten seconds and enters it in the register. "
    "The role is as said, not checked: nobody signs in yet (assumed)."
)


def show_packs(look: View, quarter: Quarter) -> None:
    """The section of the Board summary: the button, the downloads, the packs issued of this contract, and the form to sign off."""
    layout.section("Take the pack away", f"Board pack of {look.contract.terms.name}, {quarter.name}")
    st.markdown(ABOUT)
    _build(look, quarter)
    try:
        issued = packs.read(data_folder(), look.contract.terms.id)
    except PacksFileError as fault:
        st.warning(plain(f"{fault.said[:1].upper()}{fault.said[1:]}."))
        return
    st.subheader("Packs issued", anchor=False)
    if not issued:
        st.markdown(told.NONE_YET)
        return
    layout.table(told.packs_table(issued), alt=f"Packs issued of {look.contract.terms.name}", place="packs")
    _sign_off(issued)


def zip_bytes(pack: Pack) -> bytes:
    """The whole folder of a pack in one file; the same bytes for the same pack."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(pack.files):
            file.writestr(f"{pack.folder}/{name}", pack.files[name])
    return zips.fixed(held.getvalue())


def _build(look: View, quarter: Quarter) -> None:
    of = (look.contract.terms.id, quarter.code, look.as_at, look.reader.snapshot_id)
    with st.form("pack", border=False, enter_to_submit=False):
        st.selectbox("Your role", ROLES, index=None, placeholder="Choose a role", key="pack-role")
        is_asked = st.form_submit_button("Build the pack", key="pack-build")
    if is_asked:
        st.session_state.pop("pack-made", None)
        with st.spinner("Building the pack. This takes about ten seconds."):
            _try(lambda: st.session_state.update({"pack-made": (of, *_issued(look, quarter))}))
    made = st.session_state.get("pack-made")
    if made is not None and made[0] == of:
        _downloads(made[1], made[2])


def _issued(look: View, quarter: Quarter) -> tuple[int, Pack]:
    folder, role = data_folder(), st.session_state["pack-role"]
    issue.check_role(role)  # Before ten seconds of work, not after.
    pack = issue.make(folder, look.reader, inputs.choose(folder, look.reader, look.contract, quarter, look.as_at))
    return issue.issue(folder, pack, role), pack


def _downloads(number: int, pack: Pack) -> None:
    st.success(f"Pack {number} is in the register. Its reference is {pack.manifest['reference']}.")
    with st.container(horizontal=True):
        for label, name, content, kind in (
            ("PDF", f"{pack.folder}.pdf", pack.files[PDF], "application/pdf"),
            ("ODS", f"{pack.folder}.ods", pack.files[ODS], "application/vnd.oasis.opendocument.spreadsheet"),
            ("Everything, as a zip", f"{pack.folder}.zip", zip_bytes(pack), "application/zip"),
        ):
            st.download_button(label, content, name, kind, key=f"pack-{name.rpartition('.')[2]}", on_click="ignore")


def _sign_off(issued: tuple[IssuedPack, ...]) -> None:
    with st.container():  # Always there, or what stands below would move.
        if fault := st.session_state.pop("sign-fault", None):
            st.error(plain(fault))
        if said := st.session_state.pop("sign-told", None):
            st.success(plain(said))
    with st.expander("Sign a pack off"), st.form("sign", border=False, enter_to_submit=False):
        numbers = [pack.number for pack in reversed(issued)]
        st.selectbox("Pack", numbers, format_func=lambda number: f"Pack {number}", key="sign-pack")
        st.selectbox("Your role", ROLES, index=None, placeholder="Choose a role", key="sign-role")
        st.text_input("Your name or post", max_chars=LONGEST_NAME, key="sign-by")
        st.form_submit_button("Sign off", key="sign-off", on_click=_signed)


def _signed() -> None:
    held = st.session_state
    try:
        signed = issue.sign_off(data_folder(), held["sign-pack"], held["sign-by"], held["sign-role"])
    except PackError as fault:
        held["sign-fault"] = f"Not signed: {fault}."
    except PacksFileError as fault:
        held["sign-fault"] = f"Not signed: {fault.said}."
    else:
        held["sign-told"] = (
            f"Pack {signed.number} is signed off by {signed.signed[-1].by}, {words.day(signed.signed[-1].signed_at.date())}."
        )
        held["sign-by"] = ""


def _try(build: Callable[[], object]) -> None:
    """Build, or say why there is no pack."""
    try:
        build()
    except (PackError, AsAtError, SnapshotError, QueryError, TermsError) as fault:
        st.error(plain(f"No pack was made: {fault}."))
    except (PacksFileError, NotesFileError) as fault:
        st.error(plain(f"No pack was issued: {fault.said}."))
