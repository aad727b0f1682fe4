"""The screens that pages are opened on."""

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
