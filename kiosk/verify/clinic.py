"""Whether a protocol is still sound with what a clinic changed in it.

Goes through what a clinic's own file can alter: limits, tiers, which instruments are asked. Texts and
translations are those of the protocol. Its vignettes say what the unchanged protocol does, so they wait;
the clinic's own say what the changed one must do.
"""

from pathlib import Path

from kiosk.loading.protocol import Folder
from kiosk.medications.vocabulary import Vocabulary
from kiosk.verify.finding import BROKEN, Finding
from kiosk.verify.names import check_names
from kiosk.verify.reachability import check_reachability
from kiosk.verify.rules import check_rules
from kiosk.verify.safety import Proof, can_withhold, prove_answers, prove_possible, prove_whole
from kiosk.verify.safety_alcohol import prove_alcohol
from kiosk.verify.safety_allergies import prove_allergies
from kiosk.verify.safety_medicines import prove_medicines
from kiosk.verify.safety_weight import prove_weight
from kiosk.verify.vignettes import run_own_vignettes
from kiosk.verify.workbench import Workbench


def check_changes(
    changed: Folder, vocabulary: Vocabulary, vignettes: Path | None = None
) -> tuple[list[Finding], Proof]:
    """Every finding about the changed protocol, and what was proved of it.

    `vignettes`: the folder of the clinic's own invented patients, where it has one.
    """
    bench = Workbench(changed, vocabulary)
    proof = Proof()
    findings = look_over(changed, vocabulary)
    if any(each.kind == BROKEN for each in findings):
        return findings, proof
    prove_possible(bench, proof)
    for prove in (
        *(prove_answers, prove_weight, prove_medicines, prove_alcohol),
        *(prove_allergies, prove_whole),
    ):
        prove(bench, proof)
    own = run_own_vignettes(bench, vignettes).findings if vignettes else []
    return [*findings, *proof.findings, *own], proof


def look_over(folder: Folder, vocabulary: Vocabulary) -> list[Finding]:
    """What can be found in a second: names, rules, reachability. The proof takes longer."""
    bench = Workbench(folder, vocabulary)
    allowed = _allowed(bench)
    findings = [each for each in check_names(bench) if each.link_id not in allowed]
    if any(each.kind == BROKEN for each in findings):
        return findings
    return [*findings, *check_rules(bench), *check_reachability(bench)]


def _allowed(bench: Workbench) -> set[str]:
    """Contraindications of the clinic's page that no longer withhold because the clinic chose so."""
    rules = {raw["id"]: raw for raw in (*bench.raw_rules, *bench.raw_classes)}
    return {
        entry.id
        for entry in bench.protocol.education.contraindications
        for rule in entry.rules
        if rules.get(rule, {}).get("clinic_may_set") and not can_withhold(rules[rule])
    }
