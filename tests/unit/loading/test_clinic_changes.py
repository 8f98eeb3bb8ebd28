"""A clinic changes its protocol in one small file: what it may, what it may not, and what then holds."""

import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from kiosk.alerts import say_watching
from kiosk.clinical.record import reassess
from kiosk.errors import BadFile
from kiosk.interview.conditions import read
from kiosk.loading.clinic import with_clinic_changes
from kiosk.loading.protocol import Folder, read_folder
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import Answer
from kiosk.model.assessment import Assessment
from kiosk.summary import render
from kiosk.verify.clinic import check_changes
from kiosk.verify.translations import check_translations
from kiosk.verify.vignettes import run_own_vignettes
from kiosk.verify.workbench import Workbench
from tests.support.command import kiosk, new_clinic
from tests.support.judge import Judge, tiers
from tests.support.layout_audit import text_of
from tests.support.patients import TODAY
from tests.support.printed import record_of

FORMS = Path(__file__).resolve().parents[3] / "forms"

EVERYTHING = """\
thresholds:
  fasting_food_hours: 8
  systolic_withhold_from: 170
  head_injury_months: 12
  seizure_months: 24
  eye_surgery_months: 6
  drug_use_withhold_months: 12
tiers:
  breastfeeding: caution_major
  maoi: withhold
bag_ml: 250
cost_usd_per_session: [500, 900]
instruments:
  pcl5: false
  peg: true
"""


@pytest.fixture(scope="module")
def folder() -> Folder:
    """The shipped protocol."""
    return read_folder(FORMS / "ketamine-infusion")


@pytest.fixture
def changed(folder: Folder, tmp_path: Path) -> Folder:
    """The shipped protocol with every kind of change."""
    return change(folder, tmp_path, EVERYTHING)


def change(folder: Folder, at: Path, text: str) -> Folder:
    """`folder` with the changes of a clinic's file."""
    path = at / "protocol.yaml"
    path.write_text(text, encoding="utf-8")
    return with_clinic_changes(folder, path, FORMS)


def judged(folder: Folder, vocabulary: Vocabulary, **answers: object) -> Assessment:
    """The healthy patient with changes, under the protocol of `folder`."""
    return Judge(folder.protocol, vocabulary)(**answers)


def test_every_change_is_said_in_a_line(changed: Folder, folder: Folder) -> None:
    assert changed.protocol.clinic_changes == (
        "fasting_food_hours: 6 -> 8 hours",
        "systolic_withhold_from: 160 -> 170 mmHg",
        "head_injury_months: 6 -> 12 months",
        "seizure_months: 12 -> 24 months",
        "eye_surgery_months: 3 -> 6 months",
        "drug_use_withhold_months: 3 -> 12 months",
        "breastfeeding: withhold -> caution_major",
        "maoi: caution_major -> withhold",
        "bag_ml: not set -> 250 mL",
        "cost_usd_per_session: 400-800 -> 500-900 USD",
        "pcl5: asked -> not asked",
        "peg: not asked -> asked",
    )
    assert folder.protocol.clinic_changes == ()


def test_a_changed_number_no_longer_claims_the_published_source(changed: Folder) -> None:
    thresholds = changed.protocol.thresholds
    assert thresholds["fasting_food_hours"].sources == ()
    assert thresholds["fasting_clear_hours"].sources != ()


def test_the_digest_covers_the_clinics_file(folder: Folder, tmp_path: Path) -> None:
    one, again, other = (change(folder, tmp_path, f"bag_ml: {n}") for n in (250, 250, 251))
    assert one.protocol.digest == again.protocol.digest
    assert len({folder.protocol.digest, one.protocol.digest, other.protocol.digest}) == 3


def test_a_file_of_comments_changes_nothing_but_the_digest(folder: Folder, tmp_path: Path) -> None:
    found = change(folder, tmp_path, "# nothing yet\n").protocol
    assert found.clinic_changes == ()
    same = found.model_copy(update={"digest": folder.protocol.digest})
    assert same == folder.protocol


def test_breastfeeding_as_the_clinic_set_it(
    folder: Folder, changed: Folder, vocabulary: Vocabulary
) -> None:
    for answer in ("yes", "not_sure", "skipped"):
        before = tiers(judged(folder, vocabulary, breastfeeding=answer))
        after = judged(changed, vocabulary, breastfeeding=answer)
        assert before["breastfeeding"] == ("withhold", False)
        assert tiers(after)["breastfeeding"] == ("caution_major", False)
        assert after.disposition == "provisional_with_cautions"


@pytest.mark.parametrize(
    ("question", "english", "spanish"),
    [
        ("head_injury", "in the last 12 months", "en los últimos 12 meses"),
        ("seizure_recent_or_uncontrolled", "in the last 24 months", "en los últimos 24 meses"),
        ("eye_condition", "in the last 6 months", "en los últimos 6 meses"),
    ],
)
def test_look_back_months_are_asked_as_the_clinic_set_them(
    folder: Folder, changed: Folder, question: str, english: str, spanish: str
) -> None:
    """The patient reads the clinic's number, in either language, and no answer is renamed."""
    before = folder.protocol.questionnaire.by_id[question]
    after = changed.protocol.questionnaire.by_id[question]
    assert english in after.text
    assert english not in before.text
    assert spanish in changed.protocol.say("es", f"question.{question}.text", "")
    assert changed.protocol.questionnaire.options(after) == folder.protocol.questionnaire.options(
        before
    )


def test_the_page_repeats_the_clinics_look_back(changed: Folder, vocabulary: Vocabulary) -> None:
    hurt = judged(
        changed, vocabulary, head_injury="yes", seizure="yes", seizure_recent_or_uncontrolled="yes"
    )
    said = {each.rule: f"{each.title} {each.reason}" for each in hurt.flags}
    assert "within 12 months" in said["head_injury"]
    assert "in the last 24 months" in said["seizure"]


def test_drug_use_withholds_as_far_back_as_the_clinic_set_it(
    folder: Folder, changed: Folder, vocabulary: Vocabulary
) -> None:
    """Between the two limits of the clinic's own range only the tier moves (X1)."""
    for answer, before, after in (
        ("within_3_months", "withhold", "withhold"),
        ("3_to_12_months", "caution_major", "withhold"),
        ("in_remission", "caution_major", "caution_major"),
        ("not_sure", "withhold", "withhold"),
        ("skipped", "withhold", "withhold"),
    ):
        for of, tier in ((folder, before), (changed, after)):
            assert tiers(judged(of, vocabulary, drug_use=answer))["drug_use"] == (tier, False)
        assert "drug_use" not in tiers(judged(changed, vocabulary, drug_use="none"))


def test_peg_is_asked_in_spanish_too_and_nobody_reviewed_it(
    folder: Folder, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    """Its wording is published in English; the Spanish is the kiosk's own and says so."""
    changed = change(folder, tmp_path, "instruments:\n  peg: true\n")
    assert list(check_translations(Workbench(changed, vocabulary), FORMS)) == []
    for item in changed.protocol.questionnaire.questions:
        if item.instrument == "peg":
            for what in ("text", "why", "short"):
                spanish = changed.protocol.say("es", f"question.{item.link_id}.{what}", "")
                assert spanish not in ("", getattr(item, what))
    assert changed.protocol.translation_reviewed["es"] is False


def test_spanish_is_called_unreviewed_until_the_clinic_says_otherwise(
    folder: Folder, tmp_path: Path
) -> None:
    changed = change(folder, tmp_path, "translation_reviewed:\n  es: true\n").protocol
    assert changed.clinic_changes == ("translation 'es': not reviewed -> reviewed",)
    record = record_of({}, language="es")
    warning = "wording not yet reviewed"
    before, after = (text_of(render(record, under)) for under in (folder.protocol, changed))
    assert warning in before
    assert warning not in after
    assert "Spanish" in after, "the page says in which language the patient answered"


def test_an_mao_inhibitor_as_the_clinic_set_it(
    folder: Folder, changed: Folder, vocabulary: Vocabulary
) -> None:
    taken = {"medications": [{"entered": "phenelzine"}], "takes_no_medications": "no"}
    assert tiers(judged(folder, vocabulary, **taken))["maoi"] == ("caution_major", False)
    assert tiers(judged(changed, vocabulary, **taken))["maoi"] == ("withhold", False)


def test_fasting_as_the_clinic_set_it(
    folder: Folder, changed: Folder, vocabulary: Vocabulary
) -> None:
    ate = {**TODAY, "last_food_hours": 7}
    assert "fasting_food" not in tiers(judged(folder, vocabulary, **ate))
    assert "fasting_food" in tiers(judged(changed, vocabulary, **ate))


@pytest.mark.parametrize(("hours", "asked"), [(5, True), (7, False)])
def test_the_kind_of_a_drink_is_asked_for_as_long_as_the_clinic_fasts(
    folder: Folder, changed: Folder, hours: int, asked: bool
) -> None:
    """Water 7 hours ago is no food; whoever was not asked could not say so."""
    drank: dict[str, Answer] = {"infusion_today": "yes", "last_drink_hours": hours}

    def asks(under: Folder) -> bool:
        form = under.protocol.questionnaire
        return "last_drink_kind" in read(form, drank, absent_is_skipped=False).order

    assert asks(folder) is asked
    assert asks(changed), "this clinic fasts for 8 hours"


def test_the_bag_gives_ml_per_hour(folder: Folder, changed: Folder, vocabulary: Vocabulary) -> None:
    (before,) = judged(folder, vocabulary).regimens
    (after,) = judged(changed, vocabulary).regimens
    assert before.ml_per_h is None
    assert after.ml_per_h == "375", "250 mL over 40 minutes"
    assert (after.cost_per_session_usd, after.cost_usd) == ((500, 900), (2000, 10800))
    assert after.dose_mg == before.dose_mg


def test_instruments_as_the_clinic_set_them(
    folder: Folder, changed: Folder, vocabulary: Vocabulary
) -> None:
    def unanswered(of: Folder, reason: str) -> set[str]:
        return {q.rpartition("_")[0] for q in judged(of, vocabulary, main_reason=reason).unanswered}

    assert "pcl5" in unanswered(folder, "ptsd")
    assert "pcl5" not in unanswered(changed, "ptsd")
    assert "peg" not in unanswered(folder, "fibromyalgia")
    assert "peg" in unanswered(changed, "fibromyalgia")
    assert "peg" not in unanswered(changed, "depression")


def test_the_page_says_what_the_clinic_changed(changed: Folder, vocabulary: Vocabulary) -> None:
    record = record_of({"breastfeeding": "yes"})
    again = reassess(record, changed.protocol, vocabulary)
    text = text_of(
        render(record.model_copy(update={"assessment": again}), changed.protocol)
    ).replace("\n", " ")
    assert "375 mL/h" in text
    for line in changed.protocol.clinic_changes:
        assert line.split(":")[0] in text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("phone: 555-0100", 1, "nothing else"),
        ("[bag_ml]", 1, "expected names"),
        ("bag_ml: 250\nbag_ml: 500", 2, "written twice"),
        ("bag_ml: 0", 1, "whole mL"),
        ("bag_ml: 2.5", 1, "whole mL"),
        ("bag_ml: true", 1, "whole mL"),
        ("bag_ml:", 1, "whole mL"),
        ("cost_usd_per_session: [800, 400]", 1, "whole dollars"),
        ("cost_usd_per_session: 400", 1, "whole dollars"),
        ("cost_usd_per_session: [0, 400]", 1, "whole dollars"),
        ("thresholds:\n  fasting_hours: 8", 2, "no threshold"),
        ("thresholds:\n  fasting_food_hours: -8", 2, "above zero"),
        ("thresholds:\n  fasting_food_hours: 0", 2, "above zero"),
        ("thresholds:\n  fasting_food_hours: true", 2, "above zero"),
        ("thresholds:\n  fasting_food_hours: nan", 2, "above zero"),
        ("thresholds:\n  fasting_food_hours: 1e2", 2, "above zero"),
        ("thresholds:\n  fasting_food_hours: [8]", 2, "above zero"),
        ("thresholds:\n  fasting_food_hours: 2", 2, "below fasting_food_hours"),
        ("thresholds:\n  spo2_withhold_below: 94\n  systolic_withhold_from: 180", 3, "below systolic_urgent_above"),
        ("thresholds:\n  weight_kg_hard_low: 45", 2, "below weight_kg_soft_low"),
        ("thresholds:\n  fasting_food_hours: 1.5", 2, "expected 2 or more, in hours"),
        ("thresholds:\n  fasting_clear_hours: 0.5", 2, "expected 1 or more, in hours"),
        ("thresholds:\n  fasting_clear_hours: 0.01\n  fasting_food_hours: 0.02", 2, "expected 1 or more, in hours"),
        ("thresholds:\n  weight_kg_hard_low: 29.9", 2, "may only raise this number: expected 30 or more"),
        ("thresholds:\n  weight_kg_hard_high: 301", 2, "may only lower this number: expected 300 or less"),
        ("thresholds:\n  height_cm_hard_low: 100", 2, "may only raise this number: expected 120 or more"),
        ("thresholds:\n  height_cm_hard_high: 260", 2, "may only lower this number: expected 230 or less"),
        ("thresholds:\n  bmi_hard_low: 1", 2, "may only raise this number: expected 12 or more"),
        ("thresholds:\n  bmi_hard_high: 999", 2, "may only lower this number: expected 80 or less"),
        ("thresholds:\n  bmi_soft_low: 15", 2, "may only raise this number: expected 18.5 or more"),
        ("thresholds:\n  bmi_soft_high: 60", 2, "may only lower this number: expected 40 or less"),
        ("thresholds:\n  age_withhold_from: 120", 2, "may only lower this number: expected 111 or less"),
        ("thresholds:\n  heart_disease_months: 12", 2, "the answers are named after it"),
        ("thresholds:\n  drug_use_lookback_months: 24", 2, "the answers are named after it"),
        ("thresholds:\n  ketamine_elsewhere_months: 6", 2, "the answers are named after it"),
        ("thresholds:\n  head_injury_months: 5", 2, "may only raise this number: expected 6 or more"),
        ("thresholds:\n  seizure_months: 12.5", 2, "whole months up to 120"),
        ("thresholds:\n  eye_surgery_months: 121", 2, "whole months up to 120"),
        ("thresholds:\n  drug_use_withhold_months: 2", 2, "may only raise this number: expected 3 or more"),
        ("thresholds:\n  drug_use_withhold_months: 6", 2, "expected 3 or 12"),
        ("thresholds:\n  height_cm_soft_low: 150", 2, "nothing reads this number"),
        ("thresholds:\n  age_withhold_below: 16", 2, "Under 18"),
        ("thresholds:\n  audit_c_withhold: 9", 2, "AUDIT-C 8 or more"),
        ("thresholds:\n  weight_kg_soft_high: 120", 2, "Weight outside 45 to 115 kg"),
        ("thresholds:\n  phq9_item9_alert: 2", 2, "suicide screen"),
        ("tiers:\n  breastfeeding: inform", 2, "withhold, caution_major"),
        ("tiers:\n  breastfeeding: [withhold]", 2, "withhold, caution_major"),
        ("tiers:\n  aneurysm: caution_major", 2, "not the clinic's to set"),
        ("tiers:\n  asq: inform", 2, "no rule"),
        ("instruments:\n  gad7: true\n  asq: false", 3, "suicide screen"),
        ("instruments:\n  phq9: false", 2, "suicide screen"),
        ("instruments:\n  auditc: false", 2, "gad7, pcl5, peg"),
        ("instruments:\n  mdq: true", 2, "gad7, pcl5, peg"),
        ("instruments:\n  peg: maybe", 2, "true or false"),
        ("translation_reviewed:\n  fr: true", 2, "expected one of es"),
        ("translation_reviewed:\n  es: maybe", 2, "true or false"),
    ],
)  # fmt: skip
def test_everything_else_is_refused_on_its_line(
    folder: Folder, tmp_path: Path, text: str, line: int, said: str
) -> None:
    with pytest.raises(BadFile) as problem:
        change(folder, tmp_path, text)
    assert problem.value.message.startswith(f"{tmp_path / 'protocol.yaml'}:{line}: ")
    assert said in problem.value.message


def test_a_guard_may_be_tightened_and_then_withholds(
    folder: Folder, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    tighter = change(
        folder,
        tmp_path,
        "thresholds:\n  weight_kg_hard_high: 200\n  bmi_soft_high: 35\n  fasting_clear_hours: 1\n",
    )
    heavy = {"weight": {"value": "205", "unit": "kg", "confirmed": True}}
    assert tiers(judged(folder, vocabulary, **heavy))["weight"] == ("caution_major", False)
    assert tiers(judged(tighter, vocabulary, **heavy))["weight"] == ("withhold", False)
    unread = {"weight": {"value": "105", "unit": "kg"}}
    assert tiers(judged(folder, vocabulary, **unread))["weight"] == ("inform", False)
    assert tiers(judged(tighter, vocabulary, **unread))["weight"] == ("withhold", False)


def test_no_guard_can_be_widened(folder: Folder, tmp_path: Path) -> None:
    """Whatever the number: a low limit never falls, a high one never rises, each said in one line."""
    for name, known in folder.protocol.thresholds.items():
        if not name.startswith(("weight_kg_", "height_cm_", "bmi_", "age_")):
            continue
        low = "low" in name
        wider = known.value - 1 if low else known.value + 1
        with pytest.raises(BadFile):
            change(folder, tmp_path, f"thresholds:\n  {name}: {wider}\n")


def test_every_tier_that_a_clinic_may_set_is_one_it_can_come_back_from(folder: Folder) -> None:
    """The shipped tier stands among the choices, so that a change can be undone in the file."""
    offered = {rule.id: rule.clinic_may_set for rule in folder.protocol.rules}
    offered |= {rule.id: rule.clinic_may_set for rule in folder.protocol.medicines.classes}
    assert {name: set(choice) for name, choice in offered.items() if choice} == {
        "breastfeeding": {"withhold", "caution_major"},
        "maoi": {"withhold", "caution_major"},
    }


def test_the_changed_protocol_is_proved_like_the_shipped_one(
    changed: Folder, vocabulary: Vocabulary
) -> None:
    findings, proof = check_changes(changed, vocabulary)
    assert findings == []
    proved = {each.rule: each.withholds for each in proof.proved}
    assert proved["breastfeeding"] is False
    assert proved["maoi"] is True
    assert proved["aneurysm"] is True


def test_a_bad_file_stops_the_kiosk_with_one_line(tmp_path: Path) -> None:
    clinic = new_clinic(tmp_path)
    own = tmp_path / "kiosk" / "protocol.yaml"
    own.write_text("tiers:\n  aneurysm: inform\n")
    where = f"{own}:2: tiers.aneurysm: "
    for arguments in (["simulate", "-n", "1"], ["form", "check"]):
        done = kiosk(*arguments, home=clinic.home)
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"kiosk: {where}")
    doctor = kiosk("doctor", home=clinic.home)
    assert doctor.returncode == 1
    assert f"STOP  {where}" in doctor.stdout
    own.write_text("bag_ml: 250\n")
    own.chmod(0o600)
    say_watching(tmp_path / "kiosk")
    doctor = kiosk("doctor", home=clinic.home)
    assert doctor.returncode == 0
    assert "the clinic changed bag_ml: not set -> 250 mL" in doctor.stdout


@pytest.mark.slow
def test_a_clinics_own_patients_are_judged_under_its_own_changes(
    root: Path, folder: Folder, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    """The example of docs/forms.md: it holds with the clinic's look-back and not without it."""
    clinic = new_clinic(tmp_path)
    own = tmp_path / "kiosk" / "vignettes"
    own.mkdir()
    documented = (root / "docs/forms.md").read_text("utf-8")
    example = documented[documented.index("vignettes:\n  - id:") :].partition("```")[0]
    (own / "ours.yaml").write_text(example)
    changed = change(folder, tmp_path, "thresholds:\n  drug_use_withhold_months: 12\n")
    ran = run_own_vignettes(Workbench(changed, vocabulary), own)
    assert (ran.count, ran.findings) == (1, [])
    missed = kiosk("form", "check", home=clinic.home)
    assert missed.returncode == 1
    assert "the clinic's own vignettes: 1 run" in missed.stderr
    (line,) = missed.stdout.splitlines()
    where = f"{own / 'ours.yaml'}:6: used_drugs_half_a_year_ago: "
    assert line.startswith(f"{where}expected disposition withheld, got provisional_with_cautions")


def test_the_kiosk_proves_the_changes_before_it_opens(tmp_path: Path) -> None:
    """A line that no pressure reaches would silence the urgent one; the form check sees that."""
    new_clinic(tmp_path)
    own = tmp_path / "kiosk" / "protocol.yaml"
    own.write_text("thresholds:\n  systolic_urgent_above: 450\n")
    screen = pexpect.spawn(
        sys.executable,
        ["-m", "kiosk", "run"],
        cwd=str(FORMS.parent),
        env={"PATH": "/usr/bin:/bin", "KIOSK_HOME": str(own.parent), "LANG": "C.UTF-8", "TERM": "xterm-256color"},
        dimensions=(24, 400),
        encoding="utf-8",
        timeout=120,
    )  # fmt: skip
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 2
    said = screen.before or ""
    assert "systolic_urgent: never counts" in said
    assert str(own) in said
    assert "\x1b[?1049h" not in said, "the screen never opened"


def waiting_patient(clinic: Path, text: str, proven: str, turn: bytes) -> tuple[int, str, str]:
    """A patient's process after the clinic's file became `text`: exit code, output, what it said."""
    own = clinic / "kiosk" / "protocol.yaml"
    own.write_text(text)
    read, write = os.pipe()
    seen, painted = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "patient", str(read), str(painted)],
        pass_fds=(read, painted),
        cwd=FORMS.parent,
        env={"PATH": "/usr/bin:/bin", "KIOSK_HOME": str(own.parent), "LANG": "C.UTF-8", "KIOSK_PROVEN": proven},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:  # fmt: skip
        os.close(read)
        os.write(write, turn)
        os.close(write)
        out, said = process.communicate()
    os.close(seen)
    os.close(painted)
    return process.returncode, out, said


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("thresholds:\n  systolic_urgent_above: 450\n", "systolic_urgent: never counts"),
        ("tiers:\n  aneurysm: inform\n", "not the clinic's to set"),
    ],
)
@pytest.mark.slow
def test_no_patient_is_asked_by_a_file_changed_since_the_start(
    folder: Folder, tmp_path: Path, text: str, fault: str
) -> None:
    """The proof at the start was of another file."""
    new_clinic(tmp_path)
    code, out, said = waiting_patient(tmp_path, text, folder.protocol.digest, turn=b"g")
    assert (code, out) == (1, ""), "the screen never opened"
    (line,) = said.splitlines()
    assert fault in line
    assert str(tmp_path / "kiosk" / "protocol.yaml") in line


def test_a_waiting_process_never_writes_over_the_patient_before(
    folder: Folder, tmp_path: Path
) -> None:
    new_clinic(tmp_path)
    bad = "tiers:\n  aneurysm: inform\n"
    assert waiting_patient(tmp_path, bad, folder.protocol.digest, turn=b"") == (0, "", "")
