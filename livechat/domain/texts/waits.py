"""How well the shown waits were kept, in words."""

TEXTS: dict[str, str] = {
    "waits.title": "Waits: promised and kept",
    "waits.definition": "The first range that each person was shown, against the wait that followed. Somebody who left has waited until the next one behind was helped; somebody who was not helped before closing was let down. The bar is the share of people who waited no longer than the upper end.",
    "waits.promised": "Promised",
    "waits.people": "People",
    "waits.kept": "Within the upper end",
    "waits.half": "Within the lower end",
    "waits.none": "No wait has been promised and seen to its end in this time.",
    "waits.text": "{kept} % of {n} people waited no longer than the upper end that they were shown first (target {target} %), {half} % no longer than the lower end (target 50 %).",
    "waits.no_factor": "The forecast is shown as it is: no outcomes yet.",
    "waits.factor": "Learned from {n} waits: the lower end is stretched by {low}, the upper end by {high}.",
    "waits.band_up_to": "up to {high} min",
    "waits.band": "{low}–{high} min",
    "waits.band_over": "over {low} min",
}
