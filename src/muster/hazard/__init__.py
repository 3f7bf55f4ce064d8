"""How likely each place is to fail, and what that costs those who are there."""

from muster.hazard.coefficients import LossCoefficients, SiteLoss, loss_coefficients
from muster.hazard.estimate import Estimate, estimate_hazards, with_estimated_hazards
from muster.hazard.observed import Exposure, observation_faults
from muster.hazard.outlook import Outlook, SiteOutlook, look_ahead

__all__ = [
    "Estimate",
    "Exposure",
    "LossCoefficients",
    "Outlook",
    "SiteLoss",
    "SiteOutlook",
    "estimate_hazards",
    "look_ahead",
    "loss_coefficients",
    "observation_faults",
    "with_estimated_hazards",
]
