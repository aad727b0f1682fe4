"""Impact indicators of mining licences and unrehabilitated land in Mongolia."""

__version__ = "0.1.0"
