"""How likely each place is to fail, and what that costs those who are there."""

from muster.hazard.coefficients import LossCoefficients, SiteLoss, loss_coefficients

__all__ = ["LossCoefficients", "SiteLoss", "loss_coefficients"]
