"""Private layers: what the published checks say of them, which is no number and no place.

Camps are the homes of families. How many lie in a soum is published from five on; a number of the
whole layer, less what is published, would give away what is withheld, and an issue may quote a
place. Whoever has the file sees all of it with ``nutag check``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nutag import ladder
from nutag.issues import without_details
from nutag.registry import PRIVATE

WITHHELD = "withheld, because camps are private"
_SHOWN = "`nutag check` shows it to whoever has the file."


def published_steps(steps: pd.DataFrame) -> pd.DataFrame:
    """Return ladders and conservations without the numbers of private layers.

    Parameters
    ----------
    steps : pandas.DataFrame
        Columns of `nutag.ladder`.

    Returns
    -------
    pandas.DataFrame
        Of each private layer one step is left, without rows (NaN), whose note says why.
    """
    own = steps["dataset"].isin(PRIVATE)
    first = steps[own & (steps["check"] == ladder.CHECK)].drop_duplicates("dataset")
    first = first.assign(rows=np.nan, area_ha=np.nan, note=WITHHELD)
    return pd.concat([steps[~own], first], ignore_index=True) if own.any() else steps


def published_issues(issues: pd.DataFrame) -> pd.DataFrame:
    """Return issues, of private layers each kind once and without rows, texts and numbers.

    Parameters
    ----------
    issues : pandas.DataFrame
        From `nutag.issues.issue_frame`.
    """
    own = issues["dataset"].isin(PRIVATE)
    if not own.any():
        return issues
    told = without_details(issues[own], WITHHELD, "what the kind of issue says", _SHOWN)
    return pd.concat([issues[~own], told], ignore_index=True)
